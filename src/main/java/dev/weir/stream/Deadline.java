package dev.weir.stream;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** A point in time at which waiting ends, measured by {@link System#nanoTime}: changes of the wall clock do not move it. */
public final class Deadline {

    /** Never passes. */
    public static final Deadline NONE = new Deadline(0);

    private final long endNanos;

    private Deadline(long endNanos) {
        this.endNanos = endNanos;
    }

    /**
     * Returns the deadline that passes after a time.
     *
     * @param timeout from this call; zero for {@link #NONE}; over 292 years counts as 292 years
     */
    public static Deadline after(Duration timeout) {
        return afterNanos(TimeUnit.NANOSECONDS.convert(timeout));
    }

    /**
     * Returns the deadline that passes after a time.
     *
     * @param timeoutNanos nanoseconds from this call; 0 for {@link #NONE}
     */
    public static Deadline afterNanos(long timeoutNanos) {
        return timeoutNanos == 0 ? NONE : new Deadline(System.nanoTime() + timeoutNanos);
    }

    /** Nanoseconds until the deadline; 0 or less once it has passed, {@link Long#MAX_VALUE} for {@link #NONE}. */
    public long remainingNanos() {
        return this == NONE ? Long.MAX_VALUE : endNanos - System.nanoTime();
    }

    /** Whether the deadline has passed. */
    public boolean hasPassed() {
        return remainingNanos() <= 0;
    }
}
