package dev.weir.frame;

import dev.weir.stream.Transport;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** Measures the time from a frame's first byte. For the reading thread. */
final class FrameTimer {

    private final long limitNanos;

    /** When the first byte of the frame that is being received was seen; 0 before it. */
    private long beginNanos;

    /** @param limit zero for no limit */
    FrameTimer(Duration limit) {
        this.limitNanos = TimeUnit.NANOSECONDS.convert(limit);
    }

    /** Whether a frame that has begun has a limit that is not measured yet. */
    boolean isToBegin() {
        return limitNanos > 0 && beginNanos == 0;
    }

    /** The first byte has been seen. */
    void begin() {
        if (isToBegin()) {
            beginNanos = System.nanoTime() | 1;
        }
    }

    /** The frame is complete. */
    void reset() {
        beginNanos = 0;
    }

    /** Nanoseconds that the next bytes may take, positive; {@link Transport#NO_TIMEOUT} for no limit. */
    long timeoutNanos() {
        if (limitNanos == 0 || beginNanos == 0) {
            return Transport.NO_TIMEOUT;
        }
        return Math.max(1, beginNanos + limitNanos - System.nanoTime());
    }

    /** Whether the frame is late; otherwise a timeout is the stream's own. */
    boolean isOver() {
        return limitNanos > 0 && beginNanos != 0 && System.nanoTime() - beginNanos >= limitNanos;
    }

    /** Returns the exception for a frame that is late. */
    SocketTimeoutException late(SocketTimeoutException cause) {
        var late = new SocketTimeoutException(
                "a frame was not complete after " + TimeUnit.NANOSECONDS.toMillis(limitNanos) + " ms");
        late.initCause(cause);
        return late;
    }
}
