package dev.weir.client;

import java.time.Duration;

/**
 * When a connection that is to stay open is opened again after it has ended. The first attempt is made at once; each further one
 * after a random time up to a limit that begins with {@code min} and doubles up to {@code max} (full jitter), so that clients that
 * have lost the same target do not return together.
 *
 * @param min limit for the first wait
 * @param max limit for all waits
 */
public record ReconnectOptions(Duration min, Duration max) {

    /** From 100 ms to 30 s. */
    public static final ReconnectOptions DEFAULT = new ReconnectOptions(Duration.ofMillis(100), Duration.ofSeconds(30));

    public ReconnectOptions {
        PoolOptions.requirePositive("min", min);
        if (max.compareTo(min) < 0) {
            throw new IllegalArgumentException("max must not be less than min: " + max + " < " + min);
        }
    }
}
