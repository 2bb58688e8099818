package dev.weir.carriers;

import java.util.concurrent.TimeUnit;

/**
 * Decides how many carriers there should be, from how long virtual threads have just waited for one. One thread.
 *
 * <p>Begins with one. Carriers are added at once and taken away slowly, one in four at a time. A step down that had to be taken back
 * is tried again after twice the time.
 */
final class CarrierPolicy {

    /** Time between two measurements while a carrier may have to be added. */
    static final long FAST_NANOS = TimeUnit.MILLISECONDS.toNanos(5);

    /** The same without load: a burst is noticed after that. */
    static final long IDLE_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

    /** Time between two measurements while there are as many carriers as possible. */
    static final long SLOW_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    /** A wait from which on a virtual thread is late. A turn of a stream takes some 10 microseconds. */
    private static final long LATE_NANOS = TimeUnit.MILLISECONDS.toNanos(2);

    /** Late measurements in succession that add a carrier; fewer may be the operating system's doing. */
    private static final int LATE_LIMIT = 3;

    private static final long MIN_CALM_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final long MAX_CALM_NANOS = TimeUnit.SECONDS.toNanos(64);

    private final int max;
    private int carriers = 1;
    private int late;
    private boolean idle;

    /** Since when no virtual thread has been late, or since the last change. */
    private long calmSince;

    /** How long it has to be calm before a carrier is taken away. */
    private long calmNanos = MIN_CALM_NANOS;

    private long reducedAt;

    /** @param max number of carriers at most */
    CarrierPolicy(int max, long nowNanos) {
        this.max = max;
        this.calmSince = nowNanos;
        this.reducedAt = nowNanos - MAX_CALM_NANOS;
    }

    int carriers() {
        return carriers;
    }

    /** Nanoseconds until the next measurement. */
    long intervalNanos() {
        if (carriers == max) {
            return SLOW_NANOS;
        }
        return idle ? IDLE_NANOS : FAST_NANOS;
    }

    /**
     * Takes a measurement, and returns the number of carriers from now on.
     *
     * @param waitedNanos how long a virtual thread has waited for its turn at most; 0 if none has had one
     * @param stuckNanos how long virtual threads have been waiting while none has had a turn; 0 if none waits
     */
    int next(long waitedNanos, long stuckNanos, long nowNanos) {
        idle = waitedNanos == 0 && stuckNanos == 0;
        if (Math.max(waitedNanos, stuckNanos) >= LATE_NANOS) {
            calmSince = nowNanos;
            late++;
        } else {
            late = 0;
        }
        if (stuckNanos >= FAST_NANOS) {
            grow(2 * carriers, nowNanos);
        } else if (late >= LATE_LIMIT) {
            grow(carriers + 1, nowNanos);
        } else if (carriers > 1 && nowNanos - calmSince >= calmNanos) {
            carriers -= Math.max(1, carriers / 4);
            calmSince = nowNanos;
            reducedAt = nowNanos;
        }
        return carriers;
    }

    private void grow(int wanted, long nowNanos) {
        late = 0;
        if (carriers == max) {
            return;
        }
        carriers = Math.min(max, wanted);
        calmNanos = nowNanos - reducedAt < 2 * calmNanos ? Math.min(MAX_CALM_NANOS, 2 * calmNanos) : MIN_CALM_NANOS;
    }
}
