package dev.weir.stream;

import java.nio.ByteBuffer;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Searches the received bytes for a line.
 *
 * <p>The line stays in the buffer until it is complete, so that a read that times out in the middle loses no byte. Each byte
 * is examined once.
 */
final class LineScan implements InputScanner {

    private static final byte[] LINE_FEED = {'\n'};

    private final Charset charset;
    private final int max;
    private int scanned;
    private boolean tooLong;
    private String text = "";

    /**
     * Creates a scan for one line.
     *
     * @param max limit for the length of the line, in bytes without the terminator
     */
    LineScan(Charset charset, int max) {
        if (max < 0) {
            throw new IllegalArgumentException("max must not be negative: " + max);
        }
        if (!isLineFeedOneByte(charset)) {
            throw new IllegalArgumentException("a line feed is not the single byte 10 in charset " + charset.name());
        }
        this.charset = charset;
        this.max = max;
    }

    private static boolean isLineFeedOneByte(Charset charset) {
        return charset.equals(StandardCharsets.UTF_8)
                || charset.equals(StandardCharsets.ISO_8859_1)
                || charset.equals(StandardCharsets.US_ASCII)
                || (charset.canEncode() && Arrays.equals("\n".getBytes(charset), LINE_FEED));
    }

    /** The line that has been consumed, without its terminator. */
    String text() {
        return text;
    }

    /** Whether the line is longer than the maximum. The scanned part of it has been consumed, so that a retry makes progress. */
    boolean isTooLong() {
        return tooLong;
    }

    @Override
    public int scan(ByteBuffer received) {
        int length = ByteSearch.indexOf(received, scanned, (byte) '\n');
        scanned = length < 0 ? received.remaining() : length;
        int content = ByteSearch.lengthWithoutCarriageReturn(received, scanned);
        if (content > max) {
            tooLong = true;
            return scanned;
        }
        return length < 0 ? 0 : consume(received, content, length + 1);
    }

    @Override
    public int scanLast(ByteBuffer received) {
        int length = received.remaining();
        tooLong = length > max;
        return consume(received, Math.min(length, max), length);
    }

    private int consume(ByteBuffer received, int content, int total) {
        byte[] array = received.array();
        text = new String(array, received.arrayOffset() + received.position(), content, charset);
        return total;
    }
}
