package dev.weir.tls;

import dev.weir.stream.BufferPool;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Buffers for records on their way out. A connection borrows one while it sends; a new one each time would have to be
 * cleared each time, which for a short record costs as much as its encryption.
 */
final class RecordBuffers {

    /** What the engine wants room for, however short the record is ({@code SSLSession.getPacketBufferSize}). */
    private static final int RECORD = 16_709;

    private static final BufferPool POOL =
            new BufferPool(4 * RECORD, 4 * Runtime.getRuntime().availableProcessors(), ByteBuffer::allocate);

    private RecordBuffers() {}

    /** Room for at least two records. */
    static ByteBuffer borrow() {
        ByteBuffer buffer = borrowShared();
        return buffer == null ? allocate() : buffer;
    }

    /** One of the few that all share; {@code null} while they are all in use. */
    static @Nullable ByteBuffer borrowShared() {
        return POOL.borrow();
    }

    /** One that is nobody else's, with room for two records. */
    static ByteBuffer allocate() {
        return ByteBuffer.allocate(2 * RECORD);
    }

    /** Takes back what was borrowed, or one that has grown, which is not kept. */
    static void release(ByteBuffer buffer) {
        POOL.release(buffer);
    }
}
