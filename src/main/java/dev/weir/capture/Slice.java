package dev.weir.capture;

import dev.weir.stream.Buffers;
import java.nio.ByteBuffer;

/**
 * Bytes of a stream's buffer, which is used only during the call that passes them.
 *
 * @param buffer where they are; it is not changed
 * @param start absolute position of the first
 * @param length their number
 */
record Slice(ByteBuffer buffer, int start, int length) {

    static final Slice EMPTY = new Slice(Buffers.EMPTY, 0, 0);

    /** Returns the remaining bytes of a buffer. */
    static Slice of(ByteBuffer buffer) {
        return new Slice(buffer, buffer.position(), buffer.remaining());
    }

    Slice part(int offset, int count) {
        return offset == 0 && count == length ? this : new Slice(buffer, start + offset, count);
    }

    /** The sum of the first {@code count} bytes, for a checksum. */
    long sum(int count) {
        return InternetChecksum.sum(buffer, start, count);
    }
}
