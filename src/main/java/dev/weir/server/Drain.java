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
 * Ends one listener's streams after its port has been closed.
 *
 * <p>Handlers of idle streams are notified: a few at a time, so that ten thousand clients do not reconnect elsewhere at the
 * same moment, but all of them in the first half of the grace period. A busy stream is not disturbed in that half: a dialog may
 * come to its end. In the third quarter the handlers of busy streams are notified as well, and those that know where messages
 * end, end them between two. Streams that are open at the end of the grace period are closed.
 */
final class Drain {

    private static final Duration STEP = Duration.ofMillis(100);
    private static final int MIN_NOTIFIED_PER_STEP = 50;

    /** How long to wait for the handlers of closed streams to return. */
    private static final Duration FORCED_TIMEOUT = Duration.ofSeconds(1);

    private final LiveConnections live;
    private final ListenerStatistics statistics;
    private final TcpStreamHandler handler;
    private final DrainSettings settings;
    private final BooleanSupplier graceSkipped;
    private final long startNanos = System.nanoTime();
    private DrainResult result = DrainResult.NONE;

    /** @param graceSkipped whether to end the grace period now; asked repeatedly */
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

    /** Drains, and returns when every stream has ended or has been closed. */
    DrainResult run() {
        Set<StreamConnection> left = Set.copyOf(live.all());
        notifyIdle(left);
        while (!left.isEmpty() && graceNanosLeft() > 0 && awaitStep()) {
            left = countEnded(left);
            notifyIdle(left);
            notifyBusy(left);
        }
        left.forEach(this::force);
        awaitEnd(left);
        return result;
    }

    private void notifyIdle(Set<StreamConnection> streams) {
        long now = System.nanoTime();
        List<StreamConnection> idle = streams.stream()
                .filter(stream -> !stream.drainNotice().isIdleGiven())
                .filter(stream ->
                        stream.observed().idleNanos(now) >= settings.idle().toNanos())
                .toList();
        idle.stream()
                .limit(perStep(idle.size(), settings.gracePeriod().toNanos() / 2))
                .forEach(stream -> stream.drainNotice().giveIdle(handler));
    }

    private void notifyBusy(Set<StreamConnection> streams) {
        long grace = settings.gracePeriod().toNanos();
        if (System.nanoTime() - startNanos < grace / 2) {
            return;
        }
        List<StreamConnection> busy = streams.stream()
                .filter(stream -> !stream.drainNotice().isBusyGiven())
                .toList();
        busy.stream()
                .limit(perStep(busy.size(), grace * 3 / 4))
                .forEach(stream -> stream.drainNotice().giveBusy(handler));
    }

    /** @param endNanos since the start of the drain, when all are to be notified */
    private long perStep(int count, long endNanos) {
        long spread = endNanos - (System.nanoTime() - startNanos);
        long steps = Math.max(1, spread / STEP.toNanos());
        return Math.max(MIN_NOTIFIED_PER_STEP, Math.ceilDiv(count, steps));
    }

    private void force(StreamConnection stream) {
        stream.endAsync(CloseCause.SHUTDOWN_FORCED);
        count(stream);
    }

    /** Counts by the cause: a stream that ended by itself at the last moment was not forced. */
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

    /** Counts the streams that have ended and returns all live ones, which may include one whose PROXY header came late. */
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

    /** Waits for a step, or until no stream is live; returns false if this thread was interrupted. */
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
