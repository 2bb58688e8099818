package dev.weir.tls;

import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * Buffers for records on their way out. A connection borrows one while it sends; a new one each time would have to be
 * cleared each time, which for a short record costs as much as its encryption.
 */
final class RecordBuffers {

    /** Two full records: the engine wants room for one ({@code SSLSession.getPacketBufferSize}), however short it is. */
    static final int SIZE = 2 * 16_709;

    private static final int SLOTS =
            Integer.highestOneBit(4 * Runtime.getRuntime().availableProcessors());
    private static final AtomicReferenceArray<@Nullable ByteBuffer> IDLE = new AtomicReferenceArray<>(SLOTS);

    private RecordBuffers() {}

    static ByteBuffer borrow() {
        int start = start();
        for (int i = 0; i < SLOTS; i++) {
            int slot = (start + i) % SLOTS;
            ByteBuffer buffer = IDLE.get(slot) == null ? null : IDLE.getAndSet(slot, null);
            if (buffer != null) {
                return buffer.clear();
            }
        }
        return ByteBuffer.allocate(SIZE);
    }

    /** Takes back what was borrowed, or one that has grown, which is not kept. */
    static void giveBack(ByteBuffer buffer) {
        if (buffer.capacity() != SIZE) {
            return;
        }
        int start = start();
        for (int i = 0; i < SLOTS; i++) {
            if (IDLE.compareAndSet((start + i) % SLOTS, null, buffer)) {
                return;
            }
        }
    }

    /** Threads begin at different slots, so that they seldom meet. */
    private static int start() {
        return (int) (Thread.currentThread().threadId() % SLOTS);
    }
}
