package dev.weir.stream;

/**
 * The size of a buffer to read into, adapted to what reads return: larger by a factor of {@value #FACTOR} after a read that
 * filled the buffer, smaller by that factor after one that filled less than a {@value #FACTOR}th. One thread at a time.
 */
public final class AdaptiveSize {

    /** The factor between two sizes. */
    public static final int FACTOR = 4;

    private final int min;
    private final int max;
    private int next;

    /**
     * Creates a size.
     *
     * @param min smallest size in bytes
     * @param max largest size in bytes, at least {@code min}
     * @param first size of the first buffer in bytes
     */
    public AdaptiveSize(int min, int max, int first) {
        this.min = min;
        this.max = max;
        this.next = first;
    }

    /** Bytes that the next buffer should have. */
    public int next() {
        return next;
    }

    /** Bytes that {@link #grow} would set. */
    public int larger() {
        return (int) Math.min((long) next * FACTOR, max);
    }

    /** Follows a read that filled the buffer. */
    public void grow() {
        next = larger();
    }

    /**
     * Follows a read that did not fill the buffer.
     *
     * @param count bytes that the read returned
     */
    public void shrink(int count) {
        if (count < next / FACTOR) {
            next = Math.max(next / FACTOR, min);
        }
    }

    /** Sets the smallest size. */
    public void reset() {
        next = min;
    }

    /** Whether large reads have made the size grow to its maximum. */
    public boolean isMax() {
        return next == max && max > min;
    }
}
