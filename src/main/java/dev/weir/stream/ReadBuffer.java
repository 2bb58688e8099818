package dev.weir.stream;

import java.nio.ByteBuffer;
import java.nio.charset.Charset;

/**
 * What a stream has received and nobody has consumed.
 *
 * <p>Its size follows what reads bring, because it is held while the stream waits: it grows while they fill it, shrinks
 * again while they don't, and is {@value #MIN} bytes for a stream that receives little at a time. Only a long line makes it
 * grow further, and only until that line is consumed.
 */
final class ReadBuffer {

    private static final int MIN = 256;
    private static final int MAX_ARRAY = Integer.MAX_VALUE - 8;

    private final int max;
    private final BudgetShare share;
    private final AdaptiveSize readSize;

    /** From position to limit: what is there. */
    private ByteBuffer bytes = Buffers.EMPTY;

    /** @param share for a buffer that has {@link #freeSize} without asking */
    ReadBuffer(int max, BudgetShare share) {
        this.max = max;
        this.share = share;
        this.readSize = new AdaptiveSize(freeSize(max), max, freeSize(max));
    }

    /** The size that a buffer of that maximum may always have. */
    static int freeSize(int max) {
        return Math.min(MIN, max);
    }

    boolean isEmpty() {
        return !bytes.hasRemaining();
    }

    int size() {
        return bytes.remaining();
    }

    /** How much {@link #room()} asks for next; a read for more than that does better without this buffer. */
    int nextSize() {
        return readSize.next();
    }

    /**
     * Room for more behind what is there; {@link #filled} follows, whatever happens in between.
     *
     * @throws ProtocolViolationException if a line has grown beyond the memory that there is for it
     */
    ByteBuffer room() throws ProtocolViolationException {
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
                        "a line is longer than " + size() + " bytes, and the buffers' memory is used up");
            }
            bytes = Buffers.enlarge(bytes, larger);
        }
        return bytes.compact();
    }

    void filled() {
        bytes.flip();
        if (bytes.capacity() == readSize.next()) {
            adaptSize(bytes.limit());
        }
    }

    /** Has the next size follow what a read has brought. */
    void adaptSize(int count) {
        if (count < readSize.next()) {
            readSize.shrink(count);
        } else if (share.resize(readSize.larger())) {
            readSize.grow();
        }
    }

    /** Whether reads bring so much that it has grown as far as it may. */
    boolean isLarge() {
        return readSize.isMax();
    }

    byte take() {
        byte first = bytes.get(bytes.position());
        skip(1);
        return first;
    }

    int take(ByteBuffer destination) {
        int count = show(destination);
        skip(count);
        return count;
    }

    /** As {@link #take(ByteBuffer)}, and leaves it there. */
    int show(ByteBuffer destination) {
        return Buffers.copy(bytes, destination);
    }

    void skip(int count) {
        bytes.position(bytes.position() + count);
        if (isEmpty() && bytes.capacity() > max) {
            // Grown for a long line: large reads would pass it by, and it would stay.
            release();
        }
    }

    /** Bytes before the first line feed that is at {@code from} or later; -1 if there is none. */
    int indexOfLineFeed(int from) {
        byte[] array = bytes.array();
        for (int i = bytes.position() + from; i < bytes.limit(); i++) {
            if (array[i] == '\n') {
                return i - bytes.position();
            }
        }
        return -1;
    }

    /** How many of the first {@code length} bytes are left without a carriage return at their end. */
    int withoutCarriageReturn(int length) {
        return length > 0 && bytes.get(bytes.position() + length - 1) == '\r' ? length - 1 : length;
    }

    String text(int length, Charset charset) {
        return new String(bytes.array(), bytes.position(), length, charset);
    }

    /** Hands out all of it; until {@link #returnBuffer} it is the caller's. */
    ByteBuffer lend() {
        ByteBuffer lent = bytes;
        bytes = Buffers.EMPTY;
        return lent;
    }

    /** Lets go of its memory while another buffer does its work; only when empty. */
    void dropEmptyBuffer() {
        bytes = Buffers.EMPTY;
    }

    /** Takes over what is left in another buffer. */
    void keepRest(ByteBuffer rest) {
        if (rest.hasRemaining() && isEmpty()) {
            bytes = Buffers.copyOf(rest);
        }
    }

    /** Forgets what is there. */
    void release() {
        bytes = Buffers.EMPTY;
        share.release();
    }

    void returnBuffer(ByteBuffer lent) {
        if (bytes.capacity() == 0) {
            bytes = lent;
        }
    }
}
