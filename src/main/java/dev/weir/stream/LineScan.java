package dev.weir.stream;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The search for a line in what has been received.
 *
 * <p>The line stays in the buffer until it is whole, so a read that runs out of time in the middle loses nothing of it. No
 * byte is looked at twice.
 */
final class LineScan {

    private static final byte[] LINE_FEED = {'\n'};

    private final ReadBuffer buffer;
    private final Charset charset;
    private final int max;
    private int scanned;

    /** A line of at most {@code max} bytes, not counting its end. */
    LineScan(ReadBuffer buffer, Charset charset, int max) {
        if (max < 0) {
            throw new IllegalArgumentException("max must not be negative: " + max);
        }
        if (!isLineFeedOneByte(charset)) {
            throw new IllegalArgumentException("a line feed is not the single byte 10 in charset " + charset.name());
        }
        this.buffer = buffer;
        this.charset = charset;
        this.max = max;
    }

    private static boolean isLineFeedOneByte(Charset charset) {
        return charset.equals(StandardCharsets.UTF_8)
                || charset.equals(StandardCharsets.ISO_8859_1)
                || charset.equals(StandardCharsets.US_ASCII)
                || (charset.canEncode() && Arrays.equals("\n".getBytes(charset), LINE_FEED));
    }

    /** Consumes the line if it is whole; {@code null} if more has to be received. */
    @Nullable
    String next() throws ProtocolViolationException {
        int length = buffer.indexOfLineFeed(scanned);
        scanned = length < 0 ? buffer.size() : length;
        requireAtMostMax(buffer.withoutCarriageReturn(scanned));
        return length < 0 ? null : consume(buffer.withoutCarriageReturn(length), length + 1);
    }

    /** Consumes the line that the end of input ends; {@code null} if there is nothing. */
    @Nullable
    String last() throws ProtocolViolationException {
        requireAtMostMax(buffer.size());
        return buffer.isEmpty() ? null : consume(buffer.size(), buffer.size());
    }

    private String consume(int length, int lengthWithEnd) {
        String line = buffer.text(length, charset);
        buffer.skip(lengthWithEnd);
        return line;
    }

    /** What was scanned goes, so whoever tries again gets further. */
    private void requireAtMostMax(int length) throws ProtocolViolationException {
        if (length > max) {
            buffer.skip(scanned);
            throw new ProtocolViolationException("a line is longer than " + max + " bytes");
        }
    }
}
