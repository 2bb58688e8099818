package dev.weir.stream;

import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/**
 * Buffers of one size that many streams use for a moment each. There are never more than so many, made as they are needed
 * and kept; nobody waits for one. Any thread.
 */
public final class BufferPool {

    /** How often a slot is looked for: there is one for each buffer that was made here. */
    private static final int ROUNDS = 100;

    private final int size;
    private final IntFunction<ByteBuffer> maker;
    private final AtomicReferenceArray<@Nullable ByteBuffer> idle;
    private final AtomicInteger made = new AtomicInteger();

    /**
     * @param size bytes of each
     * @param max buffers that there may be
     * @param maker {@link ByteBuffer#allocate} or {@link ByteBuffer#allocateDirect}
     */
    public BufferPool(int size, int max, IntFunction<ByteBuffer> maker) {
        this.size = size;
        this.maker = maker;
        this.idle = new AtomicReferenceArray<>(max);
    }

    /** An empty buffer, to be given back; {@code null} if all are in use, or there is no memory for one. */
    public @Nullable ByteBuffer borrow() {
        int start = start();
        for (int i = 0; i < idle.length(); i++) {
            int slot = (start + i) % idle.length();
            ByteBuffer buffer = idle.getPlain(slot) == null ? null : idle.getAndSet(slot, null);
            if (buffer != null) {
                return buffer.clear();
            }
        }
        if (made.getAndUpdate(count -> Math.min(count + 1, idle.length())) < idle.length()) {
            return make();
        }
        return null;
    }

    /** Memory outside the heap has a limit of its own (-XX:MaxDirectMemorySize), and who asks here can do without. */
    private @Nullable ByteBuffer make() {
        try {
            return maker.apply(size);
        } catch (OutOfMemoryError _) {
            made.decrementAndGet();
            return null;
        }
    }

    /** Takes back a buffer that the borrower and all it has shown it to have done with; one of another size is not kept. */
    public void release(ByteBuffer buffer) {
        if (buffer.capacity() != size) {
            return;
        }
        // While this thread looks, the free slot may move from where it has not looked to where it has.
        for (int round = 0; round < ROUNDS; round++) {
            int start = start();
            for (int i = 0; i < idle.length(); i++) {
                if (idle.compareAndSet((start + i) % idle.length(), null, buffer)) {
                    return;
                }
            }
        }
    }

    /** Threads begin at different places, so that they seldom meet. */
    private int start() {
        return (int) (Thread.currentThread().threadId() % idle.length());
    }
}
