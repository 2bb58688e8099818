package dev.weir.frame;

import dev.weir.stream.Half;
import dev.weir.stream.RateLimitedTransport;
import dev.weir.stream.TcpStream;
import dev.weir.stream.Transport;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Measures the time from a frame's first byte. The time for which a limit on bytes per second holds the frame back is not the
 * peer's, and is left out. For the reading thread.
 */
final class FrameTimer {

    private final long limitNanos;
    private final LongSupplier clock;

    /** When the first byte of the frame that is being received was seen; 0 before it. */
    private long beginNanos;

    /** @param limit zero for no limit */
    FrameTimer(TcpStream stream, Duration limit) {
        this.limitNanos = TimeUnit.NANOSECONDS.convert(limit);
        this.clock = stream.layer(RateLimitedTransport.class)
                .<LongSupplier>map(limited -> () -> System.nanoTime() - limited.heldBackNanos(Half.READ))
                .orElse(System::nanoTime);
    }

    /** Whether a frame that has begun has a limit that is not measured yet. */
    boolean isToBegin() {
        return limitNanos > 0 && beginNanos == 0;
    }

    /** The first byte has been seen. */
    void begin() {
        if (isToBegin()) {
            beginNanos = clock.getAsLong() | 1;
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
        return Math.max(1, beginNanos + limitNanos - clock.getAsLong());
    }

    /** Whether the frame is late; otherwise a timeout is the stream's own. */
    boolean isOver() {
        return limitNanos > 0 && beginNanos != 0 && clock.getAsLong() - beginNanos >= limitNanos;
    }

    /** Returns the exception for a frame that is late. */
    SocketTimeoutException late(SocketTimeoutException cause) {
        var late = new SocketTimeoutException(
                "a frame was not complete after " + TimeUnit.NANOSECONDS.toMillis(limitNanos) + " ms");
        late.initCause(cause);
        return late;
    }
}
