package dev.weir.linux;

import java.util.concurrent.TimeUnit;

/**
 * Decides whether the poller's carrier may wait in the kernel. Poller's thread only.
 *
 * <p>It pays if the wait ends with an event. {@value #MAX_EMPTY} in a row that end without show that the service is idle, and the
 * platform thread waits next. One during which other virtual threads were queued, woken by a timer or by the JDK's poller for
 * example, has made them wait: then carriers do not wait for some time.
 */
final class CarrierWait {

    private static final int MAX_EMPTY = 10;
    private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

    private final SchedulerQueue queue;
    private int empty;
    private boolean paused;
    private long pausedNanos;

    CarrierWait(SchedulerQueue queue) {
        this.queue = queue;
    }

    boolean isWorthwhile() {
        if (paused && System.nanoTime() - pausedNanos >= PAUSE_NANOS) {
            paused = false;
        }
        return queue.isKnown() && empty < MAX_EMPTY && !paused;
    }

    /** Ends a wait that an event did not end. */
    void endedWithoutEvent() {
        empty++;
        if (queue.hasThreads()) {
            paused = true;
            pausedNanos = System.nanoTime();
        }
    }

    /** The service is not idle: there was an event. */
    void restart() {
        empty = 0;
    }
}
