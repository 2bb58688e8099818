package dev.weir.frame;

import dev.weir.stream.Buffers;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** Gathers a frame in a buffer. For one thread at a time. */
final class GatheringSink implements FrameSink {

    /** Bytes that a sink keeps between two frames. */
    private static final int KEPT = 256;

    /** Room for the marks of the built-in formats. */
    private static final int MARKS = 64;

    private static final int MAX_ARRAY = Integer.MAX_VALUE - 8;

    private ByteBuffer buffer = Buffers.EMPTY;
    private int payloadLength;

    /** A copy of the frame's payload, if an observer wants it. */
    private @Nullable ByteBuffer payload;

    /**
     * Discards the content and makes room for a frame.
     *
     * @param length of the frame's payload, in bytes
     */
    void clear(int length) {
        payloadLength = length;
        payload = null;
        buffer.clear();
        if (buffer.capacity() < length) {
            buffer = ByteBuffer.allocate(Math.max(KEPT, Math.min(length, MAX_ARRAY - MARKS) + MARKS));
        }
    }

    @Override
    public void put(int value) {
        ensureRoom(1);
        buffer.put((byte) value);
    }

    @Override
    public void put(ByteBuffer bytes) {
        ensureRoom(bytes.remaining());
        buffer.put(bytes);
    }

    /** Keeps a copy of the frame's payload, if there is memory for it: the frame matters more than its observer. */
    void keepPayload(ByteBuffer source) {
        try {
            payload = ByteBuffer.allocate(source.remaining())
                    .put(source.duplicate())
                    .flip();
        } catch (OutOfMemoryError _) {
            payload = null;
        }
    }

    /** The copy of the frame's payload; {@code null} without one. */
    @Nullable
    ByteBuffer payload() {
        return payload;
    }

    /** Length of the frame's payload, in bytes. */
    int payloadLength() {
        return payloadLength;
    }

    /** The bytes that were put, from position to limit. */
    ByteBuffer content() {
        return buffer.flip();
    }

    /** Frees the memory of a long frame. */
    void shrink() {
        payload = null;
        if (buffer.capacity() > KEPT) {
            buffer = Buffers.EMPTY;
        }
    }

    private void ensureRoom(int count) {
        if (buffer.remaining() < count) {
            long needed = (long) buffer.position() + count;
            buffer = ByteBuffer.allocate((int) Math.min(2 * needed, MAX_ARRAY)).put(buffer.flip());
        }
    }
}
