package dev.weir.linux;

import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** What is registered, by the descriptor's number. Grows in chunks with the largest number. Any thread. */
final class DescriptorTable {

    private static final int CHUNK = 1024;

    private final ReentrantLock growing = new ReentrantLock();

    /** Replaced when it grows; the chunks stay the same. */
    private volatile AtomicReferenceArray<@Nullable AtomicReferenceArray<@Nullable Descriptor>> chunks =
            new AtomicReferenceArray<>(16);

    void put(Descriptor descriptor) {
        chunk(descriptor.number() / CHUNK).set(descriptor.number() % CHUNK, descriptor);
    }

    /** Removes a descriptor, unless another one has its number. */
    void remove(Descriptor descriptor) {
        chunk(descriptor.number() / CHUNK).compareAndSet(descriptor.number() % CHUNK, descriptor, null);
    }

    /** Returns the descriptor with this number and generation; {@code null} if it is not registered any more. */
    @Nullable
    Descriptor find(int number, int generation) {
        var current = chunks;
        int index = number / CHUNK;
        var chunk = index < current.length() ? current.get(index) : null;
        Descriptor found = chunk == null ? null : chunk.get(number % CHUNK);
        return found != null && found.generation() == generation ? found : null;
    }

    private AtomicReferenceArray<@Nullable Descriptor> chunk(int index) {
        var current = chunks;
        var chunk = index < current.length() ? current.get(index) : null;
        return chunk == null ? addChunk(index) : chunk;
    }

    private AtomicReferenceArray<@Nullable Descriptor> addChunk(int index) {
        growing.lock();
        try {
            if (index >= chunks.length()) {
                var larger = new AtomicReferenceArray<@Nullable AtomicReferenceArray<@Nullable Descriptor>>(
                        Math.max(index + 1, 2 * chunks.length()));
                for (int i = 0; i < chunks.length(); i++) {
                    larger.set(i, chunks.get(i));
                }
                chunks = larger;
            }
            var chunk = chunks.get(index);
            if (chunk == null) {
                chunk = new AtomicReferenceArray<>(CHUNK);
                chunks.set(index, chunk);
            }
            return chunk;
        } finally {
            growing.unlock();
        }
    }
}
