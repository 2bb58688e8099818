package dev.weir.bench;

import java.io.Closeable;
import java.io.IOException;
import java.util.List;

/** The contenders in front of one upstream, all running. */
final class Proxies implements Closeable {

    private final UpstreamKind kind;
    private final Upstream upstream;
    private final Fleet fleet;

    private Proxies(UpstreamKind kind, Upstream upstream, Fleet fleet) {
        this.kind = kind;
        this.upstream = upstream;
        this.fleet = fleet;
    }

    /** @throws IOException if the upstream cannot be started */
    static Proxies start(UpstreamKind kind, Run run, Work work, List<Contender> contenders)
            throws IOException, InterruptedException {
        Upstream upstream = kind.start(run);
        var fleet = new Fleet(run, work, kind.protocol(), upstream.port());
        for (Contender contender : contenders) {
            fleet.start(contender);
        }
        return new Proxies(kind, upstream, fleet);
    }

    UpstreamKind kind() {
        return kind;
    }

    Upstream upstream() {
        return upstream;
    }

    Fleet fleet() {
        return fleet;
    }

    @Override
    public void close() {
        fleet.close();
        upstream.close();
    }
}
