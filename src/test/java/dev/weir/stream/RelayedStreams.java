package dev.weir.stream;

/**
 * Two pairs of streams and a relay between them.
 *
 * @param peer the client's end of the first pair
 * @param client the relay's end of the first pair
 * @param upstream the relay's end of the second pair
 * @param server the target's end of the second pair
 * @param relay the relay
 */
record RelayedStreams(
        TcpStream peer, TcpStream client, TcpStream upstream, TcpStream server, Background<RelayResult> relay)
        implements AutoCloseable {

    static RelayedStreams of(Pipe near, Pipe far) {
        return new RelayedStreams(
                /* peer= */ near.client(),
                /* client= */ near.server(),
                /* upstream= */ far.client(),
                /* server= */ far.server(),
                Background.call(() -> Relay.copyBidirectional(near.server(), far.client())));
    }

    /** The end that is one of the sides' peer. */
    TcpStream peerOf(RelaySide side) {
        return side == RelaySide.CLIENT ? peer : server;
    }

    /** The stream that is one of the relay's sides. */
    TcpStream stream(RelaySide side) {
        return side == RelaySide.CLIENT ? client : upstream;
    }

    static RelaySide other(RelaySide side) {
        return side == RelaySide.CLIENT ? RelaySide.UPSTREAM : RelaySide.CLIENT;
    }

    /** Bytes that the relay has copied from a side. */
    static long bytesFrom(RelaySide side, RelayResult result) {
        return side == RelaySide.CLIENT ? result.bytesToUpstream() : result.bytesToClient();
    }

    @Override
    public void close() {
        for (TcpStream stream : new TcpStream[] {peer, client, upstream, server}) {
            stream.abort("the test is over");
        }
    }
}
