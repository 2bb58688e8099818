package dev.weir.stream;

import java.util.concurrent.atomic.AtomicLong;

/**
 * Memory that the buffers of many streams share: so many bytes together and no more.
 *
 * <p>Only what a buffer has beyond its smallest size counts. A stream that cannot have more goes on with its smallest
 * buffers: it is slower, and the peer's own sending slows down with it. Only what has to be held as a whole, a line or a TLS
 * record, is then too long. What streams pass on in bulk to other streams goes through a few larger buffers outside the
 * heap, 8 MiB for the whole process at most, which are not counted here. Any thread.
 */
public final class BufferBudget {

    /** No limit, and nothing is counted. */
    public static final BufferBudget UNLIMITED = new BufferBudget(0);

    private final long max;
    private final AtomicLong taken = new AtomicLong();

    /** @param max bytes; 0 for no limit */
    public BufferBudget(long max) {
        if (max < 0) {
            throw new IllegalArgumentException("max must not be negative: " + max);
        }
        this.max = max;
    }

    /** Bytes that may be taken; 0 for no limit. */
    public long max() {
        return max;
    }

    /** Bytes that are taken now; always 0 where there is no limit. */
    public long taken() {
        return taken.get();
    }

    boolean tryTake(int bytes) {
        if (max == 0) {
            return true;
        }
        // Never more than the maximum, not even for a moment: another request that fits would be refused.
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
