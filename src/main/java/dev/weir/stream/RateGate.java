package dev.weir.stream;

import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Where one direction of a {@link RateLimitedTransport} waits for its limits. The thread that moves the bytes passes it; any
 * thread may open it or ask for its times.
 */
final class RateGate {

    private final List<RateLimit> limits;
    private final int slice;

    private volatile boolean open;
    private volatile @Nullable Thread waiting;

    /** When the wait in progress began, never 0; 0 for none. */
    private volatile long waitSince;

    private volatile long waitedNanos;

    /** @param limits in the order in which they are waited for; empty for none */
    RateGate(List<RateLimit> limits) {
        this.limits = limits;
        this.slice = limits.stream().mapToInt(RateLimit::slice).min().orElse(Integer.MAX_VALUE);
    }

    /** Maximum number of bytes that may pass at a time. */
    int slice() {
        return slice;
    }

    /**
     * Waits until bytes may pass by all limits.
     *
     * @param bytes at most {@link #slice}
     */
    void pass(int bytes) throws InterruptedException {
        for (RateLimit limit : limits) {
            if (open) {
                return;
            }
            limit.take(this, bytes);
        }
    }

    /** Ends the limits for this direction: a thread that waits, and all that come, pass at once. */
    void open() {
        open = true;
        wake();
    }

    boolean isOpen() {
        return open;
    }

    /** Whether bytes would pass without a wait. */
    boolean isFree() {
        return open || limits.stream().allMatch(RateLimit::isFree);
    }

    /** Whether a thread is waiting. */
    boolean isHoldingBack() {
        return waitSince != 0;
    }

    /** Nanoseconds that threads have waited, including the wait in progress. */
    long heldBackNanos(long nowNanos) {
        long before = waitedNanos;
        long since = waitSince;
        return since == 0 ? before : before + Math.max(0, nowNanos - since);
    }

    /** Must come before the wait, so that {@link #wake} finds the thread. */
    void beginWait() {
        waiting = Thread.currentThread();
        waitSince = System.nanoTime() | 1;
    }

    @SuppressWarnings("NonAtomicVolatileUpdate") // Written by the thread that moves the bytes only.
    void endWait() {
        long nanos = System.nanoTime() - waitSince;
        // In this order: a wait is never seen twice.
        waitSince = 0;
        waitedNanos += Math.max(0, nanos);
        waiting = null;
    }

    void wake() {
        Thread thread = waiting;
        if (thread != null) {
            LockSupport.unpark(thread);
        }
    }
}
