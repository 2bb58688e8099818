package dev.weir.tls;

import dev.weir.stream.BufferPool;
import java.nio.ByteBuffer;

/**
 * Buffers for records on their way out. A connection borrows one while it sends; a new one each time would have to be
 * cleared each time, which for a short record costs as much as its encryption.
 */
final class RecordBuffers {

    /** Two full records: the engine wants room for one ({@code SSLSession.getPacketBufferSize}), however short it is. */
    static final int SIZE = 2 * 16_709;

    private static final BufferPool POOL =
            new BufferPool(SIZE, 4 * Runtime.getRuntime().availableProcessors(), ByteBuffer::allocate);

    private RecordBuffers() {}

    static ByteBuffer borrow() {
        ByteBuffer buffer = POOL.borrow();
        return buffer == null ? ByteBuffer.allocate(SIZE) : buffer;
    }

    /** Takes back what was borrowed, or one that has grown, which is not kept. */
    static void giveBack(ByteBuffer buffer) {
        POOL.giveBack(buffer);
    }
}
