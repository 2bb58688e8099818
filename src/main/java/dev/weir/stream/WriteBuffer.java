package dev.weir.stream;

import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * The bytes that a stream has written and not sent.
 *
 * <p>A stream keeps {@value #MIN} bytes of its own for its next small writes. For more it takes a buffer that all streams share
 * and returns it once the bytes are sent, so that neither a burst allocates memory nor a stream that waits holds it.
 */
final class WriteBuffer {

    /** Bytes that the buffer may have without a share of the budget. */
    static final int MIN = 256;

    /** Spares for bursts of short messages: up to 256 KiB in the process. */
    private static final SpareBuffers SMALL = new SpareBuffers(4 * 1024, 64);

    /** Spares as large as a buffer gets by default: up to 256 KiB in the process. */
    private static final SpareBuffers LARGE = new SpareBuffers(16 * 1024, 16);

    private final int max;
    private final BudgetShare share;

    /** No larger than {@link #MIN}; it may be the one in use. */
    private ByteBuffer own = Buffers.EMPTY;

    /** From 0 to position: written and not yet sent. */
    private ByteBuffer bytes = Buffers.EMPTY;

    /**
     * Creates a buffer without memory.
     *
     * @param max limit in bytes
     * @param share of the budget, for the part beyond {@link #MIN}
     */
    WriteBuffer(int max, BudgetShare share) {
        this.max = max;
        this.share = share;
    }

    boolean isEmpty() {
        return bytes.position() == 0;
    }

    /** Whether the bytes would leave room for another one. */
    boolean hasRoomFor(int count) {
        return count < max - bytes.position();
    }

    /**
     * Takes all bytes of the source, which {@link #hasRoomFor} them.
     *
     * @return false, and nothing is taken, if the budget has no memory for a larger buffer
     */
    boolean put(ByteBuffer source) {
        int needed = bytes.position() + source.remaining();
        if (needed > bytes.capacity() && !enlarge(capacityFor(needed))) {
            return false;
        }
        Buffers.move(source, bytes);
        return true;
    }

    private int capacityFor(int needed) {
        if (needed <= MIN) {
            return Math.min(max, MIN);
        }
        int smallest = needed <= SMALL.size() ? SMALL.size() : LARGE.size();
        return Math.min(max, Math.max(smallest, Integer.highestOneBit(needed) << 1));
    }

    private boolean enlarge(int capacity) {
        if (!share.resize(capacity)) {
            return false;
        }
        ByteBuffer larger = take(capacity).put(bytes.flip());
        keep(bytes);
        bytes = larger;
        if (capacity <= MIN) {
            own = larger;
        }
        return true;
    }

    private static ByteBuffer take(int capacity) {
        if (capacity == SMALL.size()) {
            return SMALL.take();
        }
        return capacity == LARGE.size() ? LARGE.take() : ByteBuffer.allocate(capacity);
    }

    private static void keep(ByteBuffer buffer) {
        SMALL.keep(buffer);
        LARGE.keep(buffer);
    }

    /** Sends the bytes. After an exception those that were not sent are still there. */
    void sendTo(Sender sender) throws IOException {
        bytes.flip();
        try {
            sender.sendAll(bytes);
        } finally {
            bytes.compact();
        }
        if (bytes.capacity() > MIN) {
            keep(bytes);
            bytes = own.clear();
            share.release();
        }
    }

    /** Discards all bytes and frees the memory. */
    void release() {
        keep(bytes);
        own = Buffers.EMPTY;
        bytes = Buffers.EMPTY;
        share.release();
    }
}
