package dev.weir.observe;

import java.util.stream.IntStream;

/**
 * Numbers of frames by size, and the sum of their sizes, at one moment. A size is a payload's length in bytes. The classes of
 * sizes reach up to 64 bytes, then to four times as much each, up to 1 MiB; the last class has no bound.
 */
public final class FrameSizes {

    /** Number of classes, the last one included. */
    static final int CLASSES = 9;

    private static final int BITS_OF_FIRST = 6;

    private final long[] frames = new long[CLASSES];
    private long bytes;

    FrameSizes() {}

    /** The bounds of all classes but the last: the largest size in each, in bytes, ascending. */
    public static int[] bounds() {
        return IntStream.range(0, CLASSES - 1)
                .map(index -> 1 << (BITS_OF_FIRST + 2 * index))
                .toArray();
    }

    /** Returns the class of a size. */
    static int classOf(int length) {
        int bits = Integer.SIZE - Integer.numberOfLeadingZeros(Math.max(1, length) - 1);
        return Math.clamp((bits - BITS_OF_FIRST + 1) / 2, 0, CLASSES - 1);
    }

    void add(int sizeClass, long count) {
        frames[sizeClass] += count;
    }

    void addBytes(long count) {
        bytes += count;
    }

    void addTo(FrameSizes sum) {
        for (int sizeClass = 0; sizeClass < CLASSES; sizeClass++) {
            sum.add(sizeClass, frames[sizeClass]);
        }
        sum.addBytes(bytes);
    }

    /** Number of frames in a class; {@link #bounds} of them, and the last. */
    public long frames(int sizeClass) {
        return frames[sizeClass];
    }

    /** Number of frames in all classes. */
    public long frames() {
        long sum = 0;
        for (long count : frames) {
            sum += count;
        }
        return sum;
    }

    /** Sum of the sizes, in bytes. */
    public long bytes() {
        return bytes;
    }
}
