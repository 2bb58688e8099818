package dev.weir.capture;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The state and the counts of a capture at one time.
 *
 * @param end why it has ended; {@code null} while it is running
 * @param streams streams recorded so far
 * @param packets packets in the file
 * @param bytes length of the file, which ends with a whole packet
 * @param since when it began
 * @param until when it ended; {@code null} while it is running
 * @param remainingNanos until it ends by itself; 0 if it has ended
 */
public record CaptureStatus(
        @Nullable CaptureEnd end,
        int streams,
        long packets,
        long bytes,
        Instant since,
        @Nullable Instant until,
        long remainingNanos) {}
