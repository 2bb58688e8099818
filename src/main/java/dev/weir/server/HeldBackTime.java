package dev.weir.server;

import java.util.function.LongSupplier;

/**
 * Time for which limits on bytes per second hold a connection back. It counts towards no timeout that the client has to keep.
 * For the sweeper's thread only.
 */
final class HeldBackTime {

    private final LongSupplier measure;
    private long measuredNanos;
    private long sampledNanos;
    private long totalNanos;

    /** @param measure nanoseconds until now; both directions may be added up */
    HeldBackTime(LongSupplier measure, long nowNanos) {
        this.measure = measure;
        this.sampledNanos = nowNanos;
    }

    /** Returns the nanoseconds since the last call in which the connection was held back: at most those that have passed. */
    long sample(long nowNanos) {
        long measured = measure.getAsLong();
        long nanos = Math.clamp(measured - measuredNanos, 0, Math.max(0, nowNanos - sampledNanos));
        measuredNanos = Math.max(measuredNanos, measured);
        sampledNanos = nowNanos;
        totalNanos += nanos;
        return nanos;
    }

    /** The sum of all samples. */
    long totalNanos() {
        return totalNanos;
    }
}
