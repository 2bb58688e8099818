package dev.weir.actuate;

import dev.weir.observe.ObservedConnection;
import java.time.Duration;

/** The streams that have waited for some time, and the one that has waited longest. For one thread. */
final class LongWait {

    private final Duration threshold;
    private int count;
    private long longestNanos;
    private long stream;

    /** @param threshold time from which on a wait counts */
    LongWait(Duration threshold) {
        this.threshold = threshold;
    }

    void offer(ObservedConnection connection, long waitNanos) {
        if (waitNanos < threshold.toNanos()) {
            return;
        }
        count++;
        if (waitNanos > longestNanos) {
            longestNanos = waitNanos;
            stream = connection.info().id();
        }
    }

    Duration threshold() {
        return threshold;
    }

    int count() {
        return count;
    }

    Duration longest() {
        return Duration.ofNanos(longestNanos);
    }

    /** Id of the stream that has waited longest; 0 without any. */
    long stream() {
        return stream;
    }
}
