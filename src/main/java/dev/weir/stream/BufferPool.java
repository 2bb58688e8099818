package dev.weir.stream;

import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/**
 * A pool of buffers of one size, which streams borrow for a short time. Buffers are allocated on demand, up to a limit, and
 * kept. Borrowing never waits. Any thread.
 */
public final class BufferPool {

    /** Attempts to find a free slot: there is one for each buffer of the pool. */
    private static final int ROUNDS = 100;

    private static final int PROCESSORS = Runtime.getRuntime().availableProcessors();

    private final int size;
    private final IntFunction<ByteBuffer> allocator;
    private final AtomicReferenceArray<@Nullable ByteBuffer> idle;
    private final AtomicInteger allocated = new AtomicInteger();

    /**
     * Creates an empty pool.
     *
     * @param size capacity of each buffer in bytes
     * @param max limit for the number of buffers
     * @param allocator {@link ByteBuffer#allocate} or {@link ByteBuffer#allocateDirect}
     */
    public BufferPool(int size, int max, IntFunction<ByteBuffer> allocator) {
        this.size = size;
        this.allocator = allocator;
        this.idle = new AtomicReferenceArray<>(max);
    }

    /** Returns an empty buffer, to be {@link #release released}; {@code null} if all are in use or memory is exhausted. */
    public @Nullable ByteBuffer borrow() {
        int start = start();
        for (int i = 0; i < idle.length(); i++) {
            int slot = (start + i) % idle.length();
            ByteBuffer buffer = idle.getPlain(slot) == null ? null : idle.getAndSet(slot, null);
            if (buffer != null) {
                return buffer.clear();
            }
        }
        if (allocated.getAndUpdate(count -> Math.min(count + 1, idle.length())) < idle.length()) {
            return allocate();
        }
        return null;
    }

    /** Direct memory has its own limit (-XX:MaxDirectMemorySize), and callers can do without a pooled buffer. */
    private @Nullable ByteBuffer allocate() {
        try {
            return allocator.apply(size);
        } catch (OutOfMemoryError _) {
            allocated.decrementAndGet();
            return null;
        }
    }

    /** Returns a buffer to the pool. It must not be used afterwards. A buffer of another size is dropped. */
    public void release(ByteBuffer buffer) {
        if (buffer.capacity() != size) {
            return;
        }
        // The free slot may move behind the search, to where this thread has already looked.
        for (int round = 0; round < ROUNDS; round++) {
            int start = start();
            for (int i = 0; i < idle.length(); i++) {
                if (idle.compareAndSet((start + i) % idle.length(), null, buffer)) {
                    return;
                }
            }
        }
    }

    /**
     * Threads start at as many slots as there are processors: at more, each would find a buffer that has left the processor's
     * cache; at fewer, they would contend for them.
     */
    private int start() {
        int group = (int) (Thread.currentThread().threadId() % PROCESSORS);
        return (int) ((long) group * idle.length() / PROCESSORS);
    }
}
