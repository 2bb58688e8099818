package dev.weir.stream;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Searches the received bytes for a line.
 *
 * <p>The line stays in the buffer until it is complete, so that a read that times out in the middle loses no byte. Each byte
 * is examined once.
 */
final class LineScan {

    private static final byte[] LINE_FEED = {'\n'};

    private final ReadBuffer buffer;
    private final Charset charset;
    private final int max;
    private int scanned;

    /**
     * Creates a scan for one line.
     *
     * @param max limit for the length of the line, in bytes without the terminator
     */
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

    /** Consumes the line if it is complete; returns {@code null} if more has to be received. */
    @Nullable
    String takeLine() throws ProtocolViolationException {
        int length = ByteSearch.indexOf(buffer.bytes(), scanned, (byte) '\n');
        scanned = length < 0 ? buffer.size() : length;
        requireAtMostMax(ByteSearch.lengthWithoutCarriageReturn(buffer.bytes(), scanned));
        return length < 0 ? null : consume(ByteSearch.lengthWithoutCarriageReturn(buffer.bytes(), length), length + 1);
    }

    /** Consumes the line that ends with the input; returns {@code null} if nothing is left. */
    @Nullable
    String takeLastLine() throws ProtocolViolationException {
        requireAtMostMax(buffer.size());
        return buffer.isEmpty() ? null : consume(buffer.size(), buffer.size());
    }

    private String consume(int length, int lengthWithTerminator) {
        String line = buffer.decode(length, charset);
        buffer.skip(lengthWithTerminator);
        return line;
    }

    /** Discards the scanned bytes of a line that is too long, so that a further attempt makes progress. */
    private void requireAtMostMax(int length) throws ProtocolViolationException {
        if (length > max) {
            buffer.skip(scanned);
            throw new ProtocolViolationException("a line is longer than " + max + " bytes");
        }
    }
}
