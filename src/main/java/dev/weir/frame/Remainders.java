package dev.weir.frame;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * What is left of longer delimiters when a shorter one, contained in them, has ended a frame: CR LF after {@code #}, where {@code
 * #} and {@code # CR LF} both end frames. It is no part of the next frame.
 */
final class Remainders {

    private final List<byte[]> remainders = new ArrayList<>();

    Remainders(byte[]... delimiters) {
        for (byte[] longer : delimiters) {
            for (byte[] shorter : delimiters) {
                for (int start = 0; start + shorter.length < longer.length; start++) {
                    if (ByteBuffer.wrap(longer, start, shorter.length).equals(ByteBuffer.wrap(shorter))) {
                        remainders.add(Arrays.copyOfRange(longer, start + shorter.length, longer.length));
                    }
                }
            }
        }
    }

    /** Returns the length of the longest remainder at an index; 0 if there is none. */
    int lengthAt(ByteBuffer bytes, int index) {
        int length = 0;
        for (byte[] each : remainders) {
            if (each.length > length && equalBytes(bytes, index, each) == each.length) {
                length = each.length;
            }
        }
        return length;
    }

    /** Whether all bytes from an index on, one at least, are the beginning of a remainder that is longer. */
    boolean isPossibleAt(ByteBuffer bytes, int index) {
        int available = bytes.remaining() - index;
        for (byte[] each : remainders) {
            if (each.length > available && available > 0 && equalBytes(bytes, index, each) == available) {
                return true;
            }
        }
        return false;
    }

    private static int equalBytes(ByteBuffer bytes, int index, byte[] sequence) {
        int max = Math.min(sequence.length, bytes.remaining() - index);
        int count = 0;
        while (count < max && bytes.get(bytes.position() + index + count) == sequence[count]) {
            count++;
        }
        return count;
    }
}
