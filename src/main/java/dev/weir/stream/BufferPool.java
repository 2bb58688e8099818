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
        if (made.get() < idle.length() && made.getAndIncrement() < idle.length()) {
            return make();
        }
        return null;
    }

    /** Memory outside the heap has a limit of its own (-XX:MaxDirectMemorySize), and who asks here can do without. */
    private @Nullable ByteBuffer make() {
        try {
            return maker.apply(size);
        } catch (OutOfMemoryError _) {
            return null;
        }
    }

    /** Takes back a buffer that the borrower and all it has shown it to have done with; one of another size is not kept. */
    public void giveBack(ByteBuffer buffer) {
        if (buffer.capacity() != size) {
            return;
        }
        int start = start();
        for (int i = 0; i < idle.length(); i++) {
            if (idle.compareAndSet((start + i) % idle.length(), null, buffer)) {
                return;
            }
        }
    }

    /** Threads begin at different places, so that they seldom meet. */
    private int start() {
        return (int) (Thread.currentThread().threadId() % idle.length());
    }
}
