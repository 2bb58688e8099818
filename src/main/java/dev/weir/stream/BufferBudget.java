package dev.weir.stream;

import java.util.concurrent.atomic.AtomicLong;

/**
 * Limits the memory that the buffers of many streams take together.
 *
 * <p>Only the part of a buffer beyond its smallest size counts. A stream that gets no more goes on with its smallest buffers:
 * it is slower, and back pressure slows down its peer. Only data that has to be held as a whole, a line or a TLS record, is
 * then too long. Not counted are the larger buffers outside the heap that bulk transfers between streams use, at most 8 MiB in
 * the whole process, and output buffers that no stream uses, at most 512 KiB. Any thread.
 */
public final class BufferBudget {

    /** A budget without a limit, which counts nothing. */
    public static final BufferBudget UNLIMITED = new BufferBudget(0);

    private final long max;
    private final AtomicLong taken = new AtomicLong();

    /** @param max limit in bytes; 0 for no limit */
    public BufferBudget(long max) {
        if (max < 0) {
            throw new IllegalArgumentException("max must not be negative: " + max);
        }
        this.max = max;
    }

    /** The limit in bytes; 0 for no limit. */
    public long max() {
        return max;
    }

    /** Bytes in use; always 0 without a limit. */
    public long taken() {
        return taken.get();
    }

    boolean tryTake(int bytes) {
        if (max == 0) {
            return true;
        }
        // Adding first and correcting afterwards would refuse another request that fits.
        for (long before = taken.get(); bytes <= max - before; before = taken.get()) {
            if (taken.compareAndSet(before, before + bytes)) {
                return true;
            }
        }
        return false;
    }

    void release(int bytes) {
        if (max > 0) {
            taken.addAndGet(-bytes);
        }
    }
}
