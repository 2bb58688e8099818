package dev.weir.capture;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What a capture keeps, and when it ends at the latest.
 *
 * @param duration after which the capture ends
 * @param maxBytes maximum length of the file
 * @param payload the part of the payload that is kept
 * @param dissector name of the Wireshark dissector for the messages of framed streams, each of which becomes a packet; {@code
 *     null} for TCP packets
 */
public record CaptureOptions(
        Duration duration,
        long maxBytes,
        CapturedPayload payload,
        @Nullable String dissector) {

    /** The least {@code maxBytes}. */
    public static final long MIN_BYTES = 4 * 1024;

    public CaptureOptions {
        if (maxBytes < MIN_BYTES) {
            throw new IllegalArgumentException("a capture takes at least " + MIN_BYTES + " bytes: " + maxBytes);
        }
    }
}
