package dev.weir.capture;

import java.time.Duration;

/**
 * Limits of captures.
 *
 * @param memory that all captures may take together, in bytes
 * @param running number of captures that may run at once
 * @param kept time after which a capture that has ended is deleted
 */
public record CaptureLimits(long memory, int running, Duration kept) {

    /** Memory that captures need at least, in bytes. */
    public static final long MIN_MEMORY = 256 * 1024;

    /** Returns the limits of the service: four captures at once, each of them kept for ten minutes. */
    public static CaptureLimits of(long memory) {
        return new CaptureLimits(memory, 4, Duration.ofMinutes(10));
    }

    public CaptureLimits {
        if (memory < MIN_MEMORY) {
            throw new IllegalArgumentException("captures need at least " + MIN_MEMORY + " bytes: " + memory);
        }
    }
}
