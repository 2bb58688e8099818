package dev.weir.frame;

import dev.weir.stream.ByteSearch;
import java.nio.ByteBuffer;

/** Finds the first of several byte sequences to be complete. Indexes count from the buffer's position. */
final class Delimiters {

    /** A longer one would be no mark, and is not accounted for in the memory that a frame may take. */
    private static final int MAX_LENGTH = 256;

    private final byte[][] sequences;

    /** For each byte, whether a sequence ends with it. */
    private final boolean[] isLast = new boolean[256];

    /** Whether all sequences end with the same byte, so that it can be searched for. */
    private final boolean sameLast;

    private final int longest;

    Delimiters(byte[]... sequences) {
        if (sequences.length == 0) {
            throw new IllegalArgumentException("at least one delimiter is required");
        }
        int max = 0;
        boolean same = true;
        for (byte[] each : sequences) {
            if (each.length == 0 || each.length > MAX_LENGTH) {
                throw new IllegalArgumentException(
                        "a delimiter must have 1 to " + MAX_LENGTH + " bytes: " + each.length);
            }
            max = Math.max(max, each.length);
            same &= last(each) == last(sequences[0]);
            isLast[Byte.toUnsignedInt(last(each))] = true;
        }
        this.sequences = sequences;
        this.sameLast = same;
        this.longest = max;
    }

    private static byte last(byte[] sequence) {
        return sequence[sequence.length - 1];
    }

    /** Length of the longest, in bytes. */
    int longest() {
        return longest;
    }

    /**
     * Returns the index after the first sequence that is complete; 0 if there is none.
     *
     * @param from number of bytes among which none is complete
     */
    int endOfFirst(ByteBuffer bytes, int from) {
        int end = nextEnd(bytes, from);
        while (end > 0 && lengthBefore(bytes, end) == 0) {
            end = nextEnd(bytes, end);
        }
        return end;
    }

    /** Returns the length of the longest sequence that ends before an index; 0 if there is none. */
    int lengthBefore(ByteBuffer bytes, int end) {
        int length = 0;
        for (byte[] each : sequences) {
            if (each.length > length && each.length <= end && isAt(bytes, end - each.length, each)) {
                length = each.length;
            }
        }
        return length;
    }

    private static boolean isAt(ByteBuffer bytes, int index, byte[] sequence) {
        int at = bytes.position() + index;
        for (int i = 0; i < sequence.length; i++) {
            if (bytes.get(at + i) != sequence[i]) {
                return false;
            }
        }
        return true;
    }

    /** Returns the index after the next byte with which a sequence ends; 0 if there is none. */
    private int nextEnd(ByteBuffer bytes, int from) {
        if (sameLast) {
            return ByteSearch.indexOf(bytes, from, last(sequences[0])) + 1;
        }
        for (int i = from; i < bytes.remaining(); i++) {
            if (isLast[Byte.toUnsignedInt(bytes.get(bytes.position() + i))]) {
                return i + 1;
            }
        }
        return 0;
    }
}
