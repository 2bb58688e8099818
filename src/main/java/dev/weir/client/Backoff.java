package dev.weir.client;

import java.util.random.RandomGenerator;

/** The waits between attempts to connect, as {@link ReconnectOptions} describes them. For one thread. */
final class Backoff {

    private final long minNanos;
    private final long maxNanos;
    private final RandomGenerator random;

    /** Limit for the next wait; 0 before the first. */
    private long limitNanos;

    Backoff(ReconnectOptions options, RandomGenerator random) {
        this.minNanos = options.min().toNanos();
        this.maxNanos = options.max().toNanos();
        this.random = random;
    }

    /** Returns how long to wait before the next attempt. */
    long nextNanos() {
        long wait = limitNanos == 0 ? 0 : random.nextLong(limitNanos + 1);
        limitNanos =
                limitNanos == 0 ? minNanos : Math.min(maxNanos, limitNanos > maxNanos / 2 ? maxNanos : 2 * limitNanos);
        return wait;
    }

    /**
     * A connection has ended. If it has lasted for longer than the next wait can be, the waits begin anew; otherwise a target that
     * accepts and closes at once would be connected to without a pause.
     */
    void connectionEnded(long lifetimeNanos) {
        if (lifetimeNanos >= limitNanos) {
            limitNanos = 0;
        }
    }
}
