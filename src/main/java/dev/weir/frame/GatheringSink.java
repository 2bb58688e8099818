package dev.weir.frame;

import dev.weir.stream.Buffers;
import java.nio.ByteBuffer;

/** Gathers a frame in one buffer. */
final class GatheringSink implements FrameSink {

    /** Room for the marks of any built-in format. */
    private static final int MARKS = 64;

    private ByteBuffer buffer;

    /** @param length of the payload, in bytes */
    GatheringSink(int length) {
        buffer = ByteBuffer.allocate(length + MARKS);
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

    private void ensureRoom(int count) {
        if (buffer.remaining() < count) {
            ByteBuffer larger = Buffers.enlarge(buffer.flip(), 2 * (buffer.limit() + count));
            buffer = larger.position(larger.limit()).limit(larger.capacity());
        }
    }

    /** The bytes that were put, from position to limit; nothing may be put after this. */
    ByteBuffer content() {
        return buffer.flip();
    }
}
