package dev.weir.stream;

/**
 * The size of a buffer to read into, adapted to what reads return: larger by a factor of {@value #FACTOR} after a read that
 * filled the buffer, smaller by that factor after two in a row that filled less than a {@value #FACTOR}th: a message that is a
 * little longer than the buffer takes a large read and a small one each time. One thread at a time.
 */
public final class AdaptiveSize {

    /** The factor between two sizes. */
    public static final int FACTOR = 4;

    private final int min;
    private final int max;
    private int next;

    /** Whether the last read filled less than a {@value #FACTOR}th. */
    private boolean small;

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
        small = false;
    }

    /**
     * Follows a read that did not fill the buffer.
     *
     * @param count bytes that the read returned
     */
    public void shrink(int count) {
        boolean wasSmall = small;
        small = count < next / FACTOR;
        if (small && wasSmall) {
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
