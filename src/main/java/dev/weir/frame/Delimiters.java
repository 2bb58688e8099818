package dev.weir.frame;

import dev.weir.stream.ByteSearch;
import java.nio.ByteBuffer;

/** Searches for the first of several byte sequences, and at one place for the longest. Indexes count from the position. */
final class Delimiters {

    /** A longer one would be no mark, and is not accounted for in the memory that a frame may take. */
    private static final int MAX_LENGTH = 256;

    private final byte[][] sequences;

    /** For each byte, whether a sequence begins with it. */
    private final boolean[] isFirst = new boolean[256];

    /** Whether all sequences begin with the same byte, so that it can be searched for. */
    private final boolean sameFirst;

    private final int shortest;
    private final int longest;

    Delimiters(byte[]... sequences) {
        if (sequences.length == 0) {
            throw new IllegalArgumentException("at least one delimiter is required");
        }
        int min = MAX_LENGTH;
        int max = 0;
        boolean same = true;
        for (byte[] each : sequences) {
            if (each.length == 0 || each.length > MAX_LENGTH) {
                throw new IllegalArgumentException(
                        "a delimiter must have 1 to " + MAX_LENGTH + " bytes: " + each.length);
            }
            min = Math.min(min, each.length);
            max = Math.max(max, each.length);
            same &= each[0] == sequences[0][0];
            isFirst[Byte.toUnsignedInt(each[0])] = true;
        }
        this.sequences = sequences;
        this.sameFirst = same;
        this.shortest = min;
        this.longest = max;
    }

    /** Length of the shortest, in bytes. */
    int shortest() {
        return shortest;
    }

    /** Length of the longest, in bytes. */
    int longest() {
        return longest;
    }

    /** Returns where the first one begins, or may begin if more bytes follow; the number of bytes if there is none. */
    int indexOfPossible(ByteBuffer bytes, int from) {
        int at = indexOfFirst(bytes, from);
        while (at < bytes.remaining() && lengthAt(bytes, at) == 0 && !isLongerPossible(bytes, at)) {
            at = indexOfFirst(bytes, at + 1);
        }
        return at;
    }

    /** Returns where the first complete one begins; the number of bytes if there is none. */
    int indexOf(ByteBuffer bytes, int from) {
        int at = indexOfFirst(bytes, from);
        while (at < bytes.remaining() && lengthAt(bytes, at) == 0) {
            at = indexOfFirst(bytes, at + 1);
        }
        return at;
    }

    /** Returns the length of the longest one that is complete at an index; 0 if there is none. */
    int lengthAt(ByteBuffer bytes, int at) {
        int length = 0;
        for (byte[] each : sequences) {
            if (each.length > length && equalBytes(bytes, at, each) == each.length) {
                length = each.length;
            }
        }
        return length;
    }

    /** Whether the bytes from an index on are the beginning of one that more bytes may complete. */
    boolean isLongerPossible(ByteBuffer bytes, int at) {
        int available = bytes.remaining() - at;
        for (byte[] each : sequences) {
            if (each.length > available && equalBytes(bytes, at, each) == available) {
                return true;
            }
        }
        return false;
    }

    private static int equalBytes(ByteBuffer bytes, int at, byte[] sequence) {
        int max = Math.min(sequence.length, bytes.remaining() - at);
        int count = 0;
        while (count < max && bytes.get(bytes.position() + at + count) == sequence[count]) {
            count++;
        }
        return count;
    }

    private int indexOfFirst(ByteBuffer bytes, int from) {
        int size = bytes.remaining();
        if (sameFirst) {
            int index = ByteSearch.indexOf(bytes, from, sequences[0][0]);
            return index < 0 ? size : index;
        }
        int at = from;
        while (at < size && !isFirst[Byte.toUnsignedInt(bytes.get(bytes.position() + at))]) {
            at++;
        }
        return at;
    }
}
