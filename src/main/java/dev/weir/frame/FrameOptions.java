package dev.weir.frame;

import java.time.Duration;

/**
 * How frames are served.
 *
 * @param format where frames begin and end
 * @param timeout limit from the first byte of a frame to its last; {@link Duration#ZERO} for none
 * @param concurrency frames of one connection that are handled at once, positive; 1 uses the connection's own thread only
 * @param order of the replies, if {@code concurrency} is more than 1
 * @param onError what follows an exception of the handler or of a conversion
 */
public record FrameOptions(Framing format, Duration timeout, int concurrency, ReplyOrder order, ErrorPolicy onError) {

    public FrameOptions {
        if (timeout.isNegative()) {
            throw new IllegalArgumentException("timeout must not be negative: " + timeout);
        }
        if (concurrency < 1) {
            throw new IllegalArgumentException("concurrency must be positive: " + concurrency);
        }
    }

    /** Returns options with one frame at a time, a timeout of 30 seconds, and errors that end the connection. */
    public static FrameOptions of(Framing format) {
        return new FrameOptions(format, Duration.ofSeconds(30), 1, ReplyOrder.REQUEST, ErrorPolicy.CLOSE);
    }
}
