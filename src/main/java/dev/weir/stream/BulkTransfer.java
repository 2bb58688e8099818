package dev.weir.stream;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Large reads for a transfer to another stream, into buffers that all streams share. They are outside the heap, so that the
 * socket's bytes need not be copied again, and as large as pays. Used by the thread that holds the input's lock.
 */
final class BulkTransfer {

    private static final BufferPool POOL = new BufferPool(128 * 1024, 64, ByteBuffer::allocateDirect);

    private BulkTransfer() {}

    /**
     * Borrows a buffer if the stream's reads are large, once bytes have arrived: a stream that waits for its peer holds none.
     *
     * @return an empty buffer; {@code null} if the stream has to read, and perhaps to wait, with its own
     */
    static @Nullable ByteBuffer borrow(ReadBuffer buffer, Receiver receiver) throws IOException {
        boolean arrived = buffer.isEmpty() && buffer.isLarge() && (receiver.awaitInput() || receiver.available() > 0);
        return arrived ? POOL.borrow() : null;
    }

    /**
     * Receives into a borrowed buffer in place of the stream's own.
     *
     * @return the borrowed buffer with what was received; {@code null} at the end of input, and then, as after an
     *     exception, the buffer has been released
     */
    static @Nullable ByteBuffer receive(ByteBuffer borrowed, ReadBuffer buffer, Receiver receiver) throws IOException {
        buffer.dropEmptyBuffer();
        int count = -1;
        try {
            count = receiver.receive(borrowed);
        } finally {
            if (count < 0) {
                POOL.release(borrowed);
            }
        }
        if (count < 0) {
            return null;
        }
        buffer.adaptSize(count);
        return borrowed.flip();
    }

    /** Whether a buffer was borrowed here: a stream's own buffer is in the heap. */
    static boolean isBorrowed(ByteBuffer lent) {
        return lent.isDirect();
    }

    /** Returns a borrowed buffer, which must not be used afterwards. */
    static void release(ByteBuffer borrowed) {
        POOL.release(borrowed);
    }
}
