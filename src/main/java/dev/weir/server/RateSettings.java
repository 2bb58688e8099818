package dev.weir.server;

/**
 * Limits in bytes per second; 0 for no limit.
 *
 * @param read what one stream reads
 * @param written what one stream writes
 * @param listenerRead what all streams of a listener read together
 * @param listenerWritten what all streams of a listener write together
 */
public record RateSettings(long read, long written, long listenerRead, long listenerWritten) {

    /** No limits. */
    public static final RateSettings UNLIMITED = new RateSettings(0, 0, 0, 0);
}
