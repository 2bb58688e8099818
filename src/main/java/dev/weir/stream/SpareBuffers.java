package dev.weir.stream;

import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * Keeps a limited number of unused buffers of one size for the next user. Unlike a {@link BufferPool}, it does not limit the
 * buffers in use, and a buffer that is not returned has no effect on others. Any thread.
 */
final class SpareBuffers {

    private final int size;
    private final AtomicReferenceArray<@Nullable ByteBuffer> spares;

    /**
     * Creates it without any buffer.
     *
     * @param size capacity of each buffer in bytes
     * @param max limit for the number of buffers kept
     */
    SpareBuffers(int size, int max) {
        this.size = size;
        this.spares = new AtomicReferenceArray<>(max);
    }

    /** Capacity of each buffer in bytes. */
    int size() {
        return size;
    }

    /** Returns an empty buffer: a spare one, else a new one. */
    ByteBuffer take() {
        int start = start();
        for (int i = 0; i < spares.length(); i++) {
            int slot = (start + i) % spares.length();
            ByteBuffer spare = spares.getPlain(slot) == null ? null : spares.getAndSet(slot, null);
            if (spare != null) {
                return spare.clear();
            }
        }
        return ByteBuffer.allocate(size);
    }

    /** Keeps a buffer if there is room for it. It must not be used afterwards. A buffer of another size is dropped. */
    void keep(ByteBuffer buffer) {
        if (buffer.capacity() != size) {
            return;
        }
        int start = start();
        for (int i = 0; i < spares.length(); i++) {
            int slot = (start + i) % spares.length();
            if (spares.getPlain(slot) == null && spares.compareAndSet(slot, null, buffer)) {
                return;
            }
        }
    }

    /** Threads start at different slots, which keeps contention low. */
    private int start() {
        return (int) (Thread.currentThread().threadId() % spares.length());
    }
}
