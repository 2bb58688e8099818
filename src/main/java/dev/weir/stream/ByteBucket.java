package dev.weir.stream;

import java.util.concurrent.TimeUnit;

/**
 * The arithmetic of a {@link RateLimit}: bytes are taken whenever all bytes taken before are paid for, and then are paid for by
 * the time that passes. Without debt the bucket fills up to its burst. In any period of t seconds at most t times the rate, a
 * burst and the largest take are taken, whatever the clock does. Not thread-safe.
 */
final class ByteBucket {

    private static final long NANOS_PER_SECOND = TimeUnit.SECONDS.toNanos(1);

    /** What the bucket holds at most, unless the largest take is more. */
    private static final long BURST_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

    private final long bytesPerSecond;
    private final long burstNanos;

    /** Also the largest debt: a thread takes only after it has waited until there was none. */
    private final long largestTakeNanos;

    /** When everything taken is paid for; in the past by as much as the bucket holds. */
    private long paidNanos;

    /**
     * @param bytesPerSecond positive
     * @param largestTake bytes
     */
    ByteBucket(long bytesPerSecond, int largestTake, long nowNanos) {
        this.bytesPerSecond = bytesPerSecond;
        this.largestTakeNanos = nanosFor(largestTake);
        this.burstNanos = Math.max(BURST_NANOS, largestTakeNanos);
        this.paidNanos = nowNanos - burstNanos;
    }

    /** Nanoseconds until bytes can be taken; 0 if they can be taken at once. */
    long waitNanos(long nowNanos) {
        return Math.max(0, debtNanos(nowNanos));
    }

    /** Takes bytes; only when there is nothing to wait for. */
    void take(int bytes, long nowNanos) {
        paidNanos = nowNanos + debtNanos(nowNanos) + nanosFor(bytes);
    }

    /** Negative for what the bucket holds. The bounds apply after a pause of the process, or if the clock goes back. */
    private long debtNanos(long nowNanos) {
        return Math.clamp(paidNanos - nowNanos, -burstNanos, largestTakeNanos);
    }

    private long nanosFor(int bytes) {
        return Math.ceilDiv(bytes * NANOS_PER_SECOND, bytesPerSecond);
    }
}
