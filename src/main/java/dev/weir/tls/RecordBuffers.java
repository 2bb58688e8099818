package dev.weir.tls;

import dev.weir.stream.BufferPool;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Buffers for outgoing records. A connection borrows one while it sends. Allocating each time would clear the memory each
 * time, which for a short record costs as much as its encryption.
 */
final class RecordBuffers {

    /** Room that the engine requires for any record, however short ({@code SSLSession.getPacketBufferSize}). */
    private static final int RECORD = 16_709;

    private static final BufferPool POOL =
            new BufferPool(4 * RECORD, 4 * Runtime.getRuntime().availableProcessors(), ByteBuffer::allocate);

    private RecordBuffers() {}

    /** Returns a buffer with room for at least two records: a shared one, or a new one if all are in use. */
    static ByteBuffer borrow() {
        ByteBuffer buffer = borrowShared();
        return buffer == null ? allocate() : buffer;
    }

    /** Returns one of the shared buffers; {@code null} if all are in use. */
    static @Nullable ByteBuffer borrowShared() {
        return POOL.borrow();
    }

    /** Returns a new buffer with room for two records. */
    static ByteBuffer allocate() {
        return ByteBuffer.allocate(2 * RECORD);
    }

    /** Returns a buffer to the pool; one that is not shared is dropped. It must not be used afterwards. */
    static void release(ByteBuffer buffer) {
        POOL.release(buffer);
    }
}
