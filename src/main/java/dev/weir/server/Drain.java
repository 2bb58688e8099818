package dev.weir.server;

import dev.weir.observe.CloseCause;
import dev.weir.observe.DrainOutcome;
import dev.weir.observe.ListenerStatistics;
import dev.weir.stream.TcpStreamHandler;
import java.time.Duration;
import java.util.List;

/**
 * Brings one listener's streams to their end, once its port is closed.
 *
 * <p>Streams that are idle are told to end: a few at a time, so that ten thousand clients do not come back elsewhere all at
 * once, but all of them in the first half of the grace period. A stream that is busy is left alone until it is idle. What is
 * left when the time is up is closed.
 */
final class Drain {

    private static final Duration STEP = Duration.ofMillis(100);
    private static final int MIN_TOLD_PER_STEP = 50;

    /** Closed streams whose handlers do not return keep nobody waiting longer than this. */
    private static final Duration FORCED_TIMEOUT = Duration.ofSeconds(1);

    private final StreamServerConnectionFactory factory;
    private final ListenerStatistics statistics;
    private final TcpStreamHandler handler;
    private final DrainSettings settings;
    private final long startNanos = System.nanoTime();

    Drain(
            StreamServerConnectionFactory factory,
            ListenerStatistics statistics,
            TcpStreamHandler handler,
            DrainSettings settings) {
        this.factory = factory;
        this.statistics = statistics;
        this.handler = handler;
        this.settings = settings;
    }

    /** Returns when every stream has ended or has been closed. */
    DrainResult run() {
        List<StreamConnection> all = List.copyOf(factory.live());
        List<StreamConnection> left = all;
        while (!left.isEmpty() && graceNanosLeft() > 0) {
            tellIdle(left);
            awaitStep();
            left = stillOpen(left);
        }
        left.forEach(this::force);
        awaitEnd(left);
        return new DrainResult(all.size() - left.size(), left.size());
    }

    private void tellIdle(List<StreamConnection> streams) {
        long now = System.nanoTime();
        List<StreamConnection> idle = streams.stream()
                .filter(stream -> !stream.isToldToEnd())
                .filter(stream ->
                        stream.observed().idleNanos(now) >= settings.idle().toNanos())
                .toList();
        idle.stream().limit(perStep(idle.size())).forEach(stream -> stream.tellToEnd(handler));
    }

    private long perStep(int idle) {
        long spread = settings.gracePeriod().toNanos() / 2 - (System.nanoTime() - startNanos);
        long steps = Math.max(1, spread / STEP.toNanos());
        return Math.max(MIN_TOLD_PER_STEP, Math.ceilDiv(idle, steps));
    }

    private void force(StreamConnection stream) {
        statistics.drained(DrainOutcome.FORCED);
        stream.observed().end(CloseCause.SHUTDOWN_FORCED);
        Thread.startVirtualThread(() -> stream.end(CloseCause.SHUTDOWN_FORCED));
    }

    private void awaitEnd(List<StreamConnection> forced) {
        long end = System.nanoTime() + FORCED_TIMEOUT.toNanos();
        List<StreamConnection> left = stillLive(forced);
        while (!left.isEmpty() && System.nanoTime() < end) {
            awaitStep();
            left = stillLive(left);
        }
    }

    private List<StreamConnection> stillOpen(List<StreamConnection> streams) {
        List<StreamConnection> left = stillLive(streams);
        for (int i = left.size(); i < streams.size(); i++) {
            statistics.drained(DrainOutcome.DRAINED);
        }
        return left;
    }

    private List<StreamConnection> stillLive(List<StreamConnection> streams) {
        return streams.stream()
                .filter(stream -> factory.find(stream.observed().info().id()) != null)
                .toList();
    }

    private long graceNanosLeft() {
        return settings.gracePeriod().toNanos() - (System.nanoTime() - startNanos);
    }

    /** Waits for a step's time, or until nothing is left to wait for. */
    private void awaitStep() {
        try {
            boolean _ = factory.awaitEmpty(STEP);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }
}
