package dev.weir.bench;

import dev.weir.bench.load.Watch;
import java.io.IOException;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * Clients of a real server that reach it through a proxy, as fast as all of them do; or callers of a contender that is itself a
 * client.
 *
 * @param judged {@link Figure#CPU} or, of streams, {@link Figure#CPU_PER_MB}
 * @param connections at work at the same time
 * @param pipelined requests that each of them has on the way
 */
record Forwarding(String name, String description, UpstreamKind upstream, Figure judged, int connections, int pipelined)
        implements Work {

    private static final Duration SETTLE = Duration.ofMillis(200);
    private static final double MEGABYTE = 1e6;

    static Forwarding redis(String name, String description, int connections, int pipelined) {
        return new Forwarding(name, description, UpstreamKind.REDIS, Figure.CPU, connections, pipelined);
    }

    static Forwarding postgres(String name, String description, int connections) {
        return new Forwarding(name, description, UpstreamKind.POSTGRES, Figure.CPU, connections, 1);
    }

    static Forwarding stream(String name, String description, int connections) {
        return new Forwarding(name, description, UpstreamKind.STREAM, Figure.CPU_PER_MB, connections, 1);
    }

    static Forwarding calls(int callers) {
        return new Forwarding(
                "calls-" + callers,
                "callers: %d, each with one call at a time of 64 bytes there and back".formatted(callers),
                UpstreamKind.CALLS,
                Figure.CPU,
                callers,
                1);
    }

    @Override
    public List<Figure> shown() {
        return List.of(
                Figure.CPU,
                Figure.CPU_PER_MB,
                Figure.RATE,
                Figure.THROUGHPUT,
                Figure.ALLOCATED,
                Figure.ALLOCATED_PER_MB,
                Figure.SERVER_BUSY);
    }

    @Override
    public void run(Run run, List<Contender> contenders) throws InterruptedException {
        Proxies proxies;
        try {
            proxies = run.proxies(upstream, this, contenders);
        } catch (IOException e) {
            run.leaveOut(name + ": " + e.getMessage());
            return;
        }
        Fleet fleet = proxies.fleet();
        fleet.setWork(this);
        fleet.each(server -> WarmUp.run(
                run.options(), server, period -> measure(proxies.upstream(), server, Duration.ZERO, period)));
        for (int i = 0; i < run.options().rounds(); i++) {
            int round = i;
            fleet.inTurn(
                    round,
                    server -> run.add(new Sample(
                            name,
                            server.contender().name(),
                            round,
                            measure(
                                    proxies.upstream(),
                                    server,
                                    SETTLE,
                                    run.options().window()))));
        }
    }

    private Map<Figure, Double> measure(Upstream clients, Server server, Duration settle, Duration window)
            throws IOException, InterruptedException {
        try (var watch = new Watch(server.pid(), server.contender().isJvm())) {
            var load = new Upstream.Load(connections, pipelined, settle, window);
            return figures(clients.drive(server.port(), load, watch), watch);
        }
    }

    private static Map<Figure, Double> figures(Upstream.Passed passed, Watch watch) {
        double seconds = passed.nanos() / 1e9;
        var figures = new EnumMap<Figure, Double>(Figure.class);
        figures.put(Figure.SERVER_BUSY, watch.serverCpuNanos() / seconds / 1e7);
        if (passed.operations() > 0) {
            figures.put(Figure.CPU, watch.serverCpuNanos() / 1e3 / passed.operations());
            figures.put(Figure.RATE, passed.operations() / seconds);
        }
        if (passed.bytes() > 0) {
            figures.put(Figure.CPU_PER_MB, watch.serverCpuNanos() / (double) passed.bytes());
            figures.put(Figure.THROUGHPUT, passed.bytes() / MEGABYTE / seconds);
        }
        if (watch.allocatedBytes() >= 0) {
            double allocated = watch.allocatedBytes();
            if (passed.operations() > 0) {
                figures.put(Figure.ALLOCATED, allocated / passed.operations());
            } else {
                figures.put(Figure.ALLOCATED_PER_MB, allocated * MEGABYTE / passed.bytes());
            }
        }
        return figures;
    }
}
