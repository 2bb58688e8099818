package dev.weir.stream;

import java.nio.ByteBuffer;

/** Searches buffers for bytes. */
public final class ByteSearch {

    private static final long ONE_IN_EACH = 0x0101010101010101L;
    private static final long HIGHEST_BIT_IN_EACH = 0x8080808080808080L;

    private ByteSearch() {}

    /**
     * Returns the index of a byte, counted from the buffer's position; -1 if there is none up to the limit.
     *
     * @param from index to start at, counted from the position
     */
    public static int indexOf(ByteBuffer buffer, int from, byte wanted) {
        int position = buffer.position();
        int limit = buffer.limit();
        long wantedInEach = Byte.toUnsignedLong(wanted) * ONE_IN_EACH;
        int i = position + from;
        while (i <= limit - Long.BYTES && !hasZero(buffer.getLong(i) ^ wantedInEach)) {
            i += Long.BYTES;
        }
        for (; i < limit; i++) {
            if (buffer.get(i) == wanted) {
                return i - position;
            }
        }
        return -1;
    }

    /** Whether one of the eight bytes is zero: only then does subtracting 1 from each set a highest bit that was clear. */
    private static boolean hasZero(long bytes) {
        return ((bytes - ONE_IN_EACH) & ~bytes & HIGHEST_BIT_IN_EACH) != 0;
    }

    /** Returns {@code length}, less 1 if a carriage return is the last of the first {@code length} bytes. */
    public static int lengthWithoutCarriageReturn(ByteBuffer buffer, int length) {
        return length > 0 && buffer.get(buffer.position() + length - 1) == '\r' ? length - 1 : length;
    }
}
