package dev.weir.frame;

import org.jspecify.annotations.Nullable;

/**
 * The results of finding short frames, each made once: the compiler removes their allocation only as long as it has not seen
 * incomplete frames as well. Any thread.
 */
final class ShortFrames {

    /** Length of the payload in bytes from which on each result is an object of its own. */
    private static final int LIMIT = 512;

    private final int start;
    private final int marks;

    /** By length of the payload. Records are published safely without synchronization. */
    private final Found.@Nullable Frame[] frames = new Found.Frame[LIMIT];

    /**
     * Creates no results yet.
     *
     * @param start where the payload begins
     * @param marks bytes of a frame that are not payload
     */
    ShortFrames(int start, int marks) {
        this.start = start;
        this.marks = marks;
    }

    /** Returns a complete frame; equal to a new one. */
    Found.Frame of(int length) {
        if (length >= LIMIT) {
            return create(length);
        }
        Found.Frame frame = frames[length];
        if (frame == null) {
            frame = create(length);
            frames[length] = frame;
        }
        return frame;
    }

    private Found.Frame create(int length) {
        return new Found.Frame(start, length, length + marks);
    }
}
