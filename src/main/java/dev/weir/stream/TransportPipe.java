package dev.weir.stream;

/**
 * Two transports connected in memory: each reads the bytes that the other writes. They are what a {@link Pipe}'s streams are
 * created on.
 *
 * @param client one end
 * @param server the other end, which behaves the same
 */
public record TransportPipe(Transport client, Transport server) {

    /** Bytes that one direction holds before the writer has to wait. */
    private static final int CAPACITY = 64 * 1024;

    static TransportPipe open() {
        var upstream = new PipeBuffer(CAPACITY);
        var downstream = new PipeBuffer(CAPACITY);
        return new TransportPipe(
                new PipeTransport("client", downstream, upstream), new PipeTransport("server", upstream, downstream));
    }
}
