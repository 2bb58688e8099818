package dev.weir.stream;

import java.nio.ByteBuffer;

/** Searches buffers for bytes. */
public final class ByteSearch {

    private ByteSearch() {}

    /**
     * Returns the index of a byte, counted from the buffer's position; -1 if there is none up to the limit.
     *
     * @param from index to start at, counted from the position
     */
    public static int indexOf(ByteBuffer buffer, int from, byte wanted) {
        int position = buffer.position();
        int limit = buffer.limit();
        if (buffer.hasArray()) {
            byte[] array = buffer.array();
            int offset = buffer.arrayOffset();
            for (int i = offset + position + from; i < offset + limit; i++) {
                if (array[i] == wanted) {
                    return i - offset - position;
                }
            }
            return -1;
        }
        for (int i = position + from; i < limit; i++) {
            if (buffer.get(i) == wanted) {
                return i - position;
            }
        }
        return -1;
    }

    /** Returns {@code length}, less 1 if a carriage return is the last of the first {@code length} bytes. */
    public static int lengthWithoutCarriageReturn(ByteBuffer buffer, int length) {
        return length > 0 && buffer.get(buffer.position() + length - 1) == '\r' ? length - 1 : length;
    }
}
