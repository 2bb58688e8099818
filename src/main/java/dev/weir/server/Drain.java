package dev.weir.server;

import dev.weir.observe.CloseCause;
import dev.weir.observe.DrainOutcome;
import dev.weir.observe.ListenerStatistics;
import dev.weir.stream.Deadline;
import dev.weir.stream.TcpStreamHandler;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.function.BooleanSupplier;

/**
 * Brings one listener's streams to their end, once its port is closed.
 *
 * <p>Streams that are idle are told to end: a few at a time, so that ten thousand clients do not come back elsewhere all at
 * once, but all of them in the first half of the grace period. A stream that is busy is left alone until it is idle. What is
 * left when the time is up is closed.
 */
final class Drain {

    private static final Duration STEP = Duration.ofMillis(100);
    private static final int MIN_NOTIFIED_PER_STEP = 50;

    /** Closed streams whose handlers do not return keep nobody waiting longer than this. */
    private static final Duration FORCED_TIMEOUT = Duration.ofSeconds(1);

    private final LiveConnections live;
    private final ListenerStatistics statistics;
    private final TcpStreamHandler handler;
    private final DrainSettings settings;
    private final BooleanSupplier graceSkipped;
    private final long startNanos = System.nanoTime();
    private DrainResult result = DrainResult.NONE;

    /** @param graceSkipped whether to wait no longer */
    Drain(
            LiveConnections live,
            ListenerStatistics statistics,
            TcpStreamHandler handler,
            DrainSettings settings,
            BooleanSupplier graceSkipped) {
        this.live = live;
        this.statistics = statistics;
        this.handler = handler;
        this.settings = settings;
        this.graceSkipped = graceSkipped;
    }

    /** Returns when every stream has ended or has been closed. */
    DrainResult run() {
        Set<StreamConnection> left = Set.copyOf(live.all());
        notifyIdle(left);
        while (!left.isEmpty() && graceNanosLeft() > 0 && awaitStep()) {
            left = countEnded(left);
            notifyIdle(left);
        }
        left.forEach(this::force);
        awaitEnd(left);
        return result;
    }

    private void notifyIdle(Set<StreamConnection> streams) {
        long now = System.nanoTime();
        List<StreamConnection> idle = streams.stream()
                .filter(stream -> !stream.isDrainNotified())
                .filter(stream ->
                        stream.observed().idleNanos(now) >= settings.idle().toNanos())
                .toList();
        idle.stream().limit(perStep(idle.size())).forEach(stream -> stream.notifyDrain(handler));
    }

    private long perStep(int idle) {
        long spread = settings.gracePeriod().toNanos() / 2 - (System.nanoTime() - startNanos);
        long steps = Math.max(1, spread / STEP.toNanos());
        return Math.max(MIN_NOTIFIED_PER_STEP, Math.ceilDiv(idle, steps));
    }

    private void force(StreamConnection stream) {
        stream.endAsync(CloseCause.SHUTDOWN_FORCED);
        count(stream);
    }

    /** By its cause: a stream that found an end of its own at the last moment was not forced. */
    private void count(StreamConnection ended) {
        boolean forced = ended.observed().cause() == CloseCause.SHUTDOWN_FORCED;
        statistics.drained(forced ? DrainOutcome.FORCED : DrainOutcome.DRAINED);
        result = result.plus(forced ? DrainResult.ONE_FORCED : DrainResult.ONE_DRAINED);
    }

    private void awaitEnd(Set<StreamConnection> forced) {
        Deadline deadline = Deadline.after(FORCED_TIMEOUT);
        boolean waiting = true;
        while (waiting && !deadline.hasPassed()) {
            waiting = forced.stream().anyMatch(this::isLive) && awaitStep();
        }
    }

    /** Counts those of the streams that have ended, and returns all that are live: behind a proxy, one more may turn up. */
    private Set<StreamConnection> countEnded(Set<StreamConnection> streams) {
        Set<StreamConnection> left = Set.copyOf(live.all());
        streams.stream().filter(stream -> !left.contains(stream)).forEach(this::count);
        return left;
    }

    private boolean isLive(StreamConnection stream) {
        return live.find(stream.observed().info().id()) != null;
    }

    private long graceNanosLeft() {
        return graceSkipped.getAsBoolean() ? 0 : settings.gracePeriod().toNanos() - (System.nanoTime() - startNanos);
    }

    /** Waits for a step's time, or until nothing is left to wait for; false if this thread is not to wait at all. */
    private boolean awaitStep() {
        try {
            boolean _ = live.awaitEmpty(STEP);
            return true;
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
