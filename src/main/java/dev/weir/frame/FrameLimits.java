package dev.weir.frame;

import java.nio.ByteBuffer;

/** Limits for the length of frames, and the checks that all formats make. */
final class FrameLimits {

    /** The largest maximum: a frame with its marks must fit in an array. */
    private static final int MAX = 1 << 30;

    /** Bytes that marks and noise around a payload may take before a frame counts as too large. */
    private static final int MAX_OVERHEAD = 4 * 1024;

    private FrameLimits() {}

    /** Returns how many bytes a frame may take, with its marks and whatever precedes them. */
    static long maxTotal(int max) {
        return (long) max + MAX_OVERHEAD;
    }

    /** Returns a format's maximum if it can be one. */
    static int checkMax(int max) {
        if (max < 1 || max > MAX) {
            throw new IllegalArgumentException("max-size must be from 1 to " + MAX + " bytes: " + max);
        }
        return max;
    }

    /** Returns the length of a payload to write if it is at most the maximum. */
    static int checkLength(ByteBuffer payload, int max) {
        int length = payload.remaining();
        if (length > max) {
            throw new IllegalArgumentException("a frame's payload has " + length + " bytes, and the maximum is " + max);
        }
        return length;
    }
}
