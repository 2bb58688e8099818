package dev.weir.capture;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** The checksum of IP and TCP: the one's complement of the one's complement sum of 16-bit words (RFC 1071). */
final class InternetChecksum {

    private static final long INT_MASK = 0xFFFF_FFFFL;
    private static final int SHORT_MASK = 0xFFFF;

    private InternetChecksum() {}

    /**
     * Returns a sum that can be added to others, and has to be {@linkplain #complement completed}. Only the last part that is
     * added may have an odd length. Words of 32 bits add up to the same as words of 16 (RFC 1071 section 2).
     *
     * @param buffer in network byte order
     */
    static long sum(ByteBuffer buffer, int start, int count) {
        ByteBuffer bytes = buffer.order() == ByteOrder.BIG_ENDIAN ? buffer : buffer.duplicate();
        long sum = 0;
        int at = start;
        int end = start + count;
        for (; at + Integer.BYTES <= end; at += Integer.BYTES) {
            sum += bytes.getInt(at) & INT_MASK;
        }
        if (at + Short.BYTES <= end) {
            sum += bytes.getShort(at) & SHORT_MASK;
            at += Short.BYTES;
        }
        if (at < end) {
            sum += (bytes.get(at) & 0xFF) << Byte.SIZE;
        }
        return sum;
    }

    /** Returns the checksum of all that has been added up. */
    static short complement(long sum) {
        long folded = sum;
        while (folded > SHORT_MASK) {
            folded = (folded & SHORT_MASK) + (folded >>> Short.SIZE);
        }
        return (short) ~folded;
    }
}
