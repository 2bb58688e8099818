package dev.weir.tls;

import dev.weir.stream.BufferPool;
import java.nio.ByteBuffer;

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
        ByteBuffer buffer = POOL.borrow();
        return buffer == null ? ByteBuffer.allocate(2 * RECORD) : buffer;
    }

    /** Takes back what was borrowed, or one that has grown, which is not kept. */
    static void giveBack(ByteBuffer buffer) {
        POOL.giveBack(buffer);
    }
}
