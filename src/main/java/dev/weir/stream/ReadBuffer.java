package dev.weir.stream;

import java.nio.ByteBuffer;

/**
 * The bytes that a stream has received and not consumed.
 *
 * <p>The stream holds the buffer while it waits, so its size adapts to what reads return: {@value #MIN} bytes for a stream that
 * receives little at a time, more while reads fill it. Only a long line or frame makes the buffer larger than its maximum,
 * until it is consumed.
 */
final class ReadBuffer {

    private static final int MIN = 256;
    private static final int MAX_ARRAY = Integer.MAX_VALUE - 8;

    private final int max;
    private final BudgetShare share;
    private final AdaptiveSize readSize;

    /** From position to limit: received and not consumed. */
    private ByteBuffer bytes = Buffers.EMPTY;

    /**
     * Creates a buffer without memory.
     *
     * @param max limit in bytes, except for a long line
     * @param share of the budget, for the part beyond {@link #freeSize}
     */
    ReadBuffer(int max, BudgetShare share) {
        this.max = max;
        this.share = share;
        this.readSize = new AdaptiveSize(freeSize(max), max, freeSize(max));
    }

    /** Bytes that a buffer with this maximum may have without a share of the budget. */
    static int freeSize(int max) {
        return Math.min(MIN, max);
    }

    boolean isEmpty() {
        return !bytes.hasRemaining();
    }

    int size() {
        return bytes.remaining();
    }

    /** Capacity that the next {@link #beginFill} provides; a larger read is faster without this buffer. */
    int nextSize() {
        return readSize.next();
    }

    /**
     * Returns the buffer with room for at least one more byte, to be filled from its position. {@link #endFill} must follow,
     * even after a failure.
     *
     * @throws ProtocolViolationException if the budget has no memory for a longer line
     */
    ByteBuffer beginFill() throws ProtocolViolationException {
        if (isEmpty() && bytes.capacity() != readSize.next()) {
            if (!share.resize(readSize.next())) {
                readSize.reset();
                share.release();
            }
            bytes = ByteBuffer.allocate(readSize.next()).limit(0);
        } else if (!isEmpty() && bytes.remaining() == bytes.capacity()) {
            int larger = (int) Math.min(2L * bytes.capacity(), MAX_ARRAY);
            if (!share.resize(larger)) {
                throw new ProtocolViolationException(
                        "a line or frame is longer than " + size() + " bytes, and the buffers' memory is used up");
            }
            bytes = Buffers.enlarge(bytes, larger);
        }
        return bytes.compact();
    }

    /** Makes the bytes that were put since {@link #beginFill} readable. */
    void endFill() {
        bytes.flip();
        if (bytes.capacity() == readSize.next()) {
            adaptSize(bytes.limit());
        }
    }

    /**
     * Adapts the next size to a read.
     *
     * @param count bytes that the read returned
     */
    void adaptSize(int count) {
        if (count < readSize.next()) {
            readSize.shrink(count);
        } else if (share.resize(readSize.larger())) {
            readSize.grow();
        }
    }

    /** Whether large reads have made the buffer grow to its maximum. */
    boolean isLarge() {
        return readSize.isMax();
    }

    byte readByte() {
        byte first = bytes.get(bytes.position());
        skip(1);
        return first;
    }

    /** Consumes as many bytes as there are and fit; returns how many. */
    int read(ByteBuffer destination) {
        int count = peek(destination);
        skip(count);
        return count;
    }

    /** Copies as many bytes as there are and fit, without consuming them; returns how many. */
    int peek(ByteBuffer destination) {
        return Buffers.copy(bytes, destination);
    }

    void skip(int count) {
        bytes.position(bytes.position() + count);
        if (isEmpty() && bytes.capacity() > max) {
            // It has grown for a long line. Large reads bypass the buffer, so it would keep this size.
            release();
        }
    }

    /**
     * Consumes the unit that the scanner finds, and returns its length; 0 if there is none.
     *
     * @param last whether no more bytes can be received
     */
    int scan(InputScanner scanner, boolean last) throws ProtocolViolationException {
        if (isEmpty()) {
            return 0;
        }
        int position = bytes.position();
        int limit = bytes.limit();
        int length;
        try {
            length = last ? scanner.scanLast(bytes) : scanner.scan(bytes);
        } finally {
            bytes.limit(limit).position(position);
        }
        if (length < 0 || length > limit - position) {
            throw new IllegalStateException("the scanner returned " + length + " of " + (limit - position) + " bytes");
        }
        skip(length);
        return length;
    }

    /** Returns the buffer with all its bytes. The caller owns it until {@link #returnBuffer}. */
    ByteBuffer lend() {
        ByteBuffer lent = bytes;
        bytes = Buffers.EMPTY;
        return lent;
    }

    /** Frees the memory while another buffer takes its place. Only when empty. */
    void dropEmptyBuffer() {
        bytes = Buffers.EMPTY;
    }

    /** Copies the bytes that are left in a buffer used in place of this one. */
    void keepRest(ByteBuffer rest) {
        if (rest.hasRemaining() && isEmpty()) {
            bytes = Buffers.copyOf(rest);
        }
    }

    /** Discards all bytes and frees the memory. */
    void release() {
        bytes = Buffers.EMPTY;
        share.release();
    }

    /** Takes a lent buffer back, with the bytes that the caller has left in it. */
    void returnBuffer(ByteBuffer lent) {
        if (bytes.capacity() == 0) {
            bytes = lent;
        }
    }
}
