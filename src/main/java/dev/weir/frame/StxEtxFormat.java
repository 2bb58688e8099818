package dev.weir.frame;

import dev.weir.stream.ByteSearch;
import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * Frames between STX (2) and ETX (3), as payment terminals and laboratory devices have them, and as Spring Integration's
 * {@code ByteArrayStxEtxSerializer} reads them without a check byte. Immutable.
 *
 * @param max maximum length of a payload, in bytes
 * @param check the byte after ETX; default {@link Check#NONE}
 */
public record StxEtxFormat(int max, Check check) implements FrameFormat {

    private static final byte STX = 2;
    private static final byte ETX = 3;

    /** What follows ETX. */
    public enum Check {
        /** Nothing. */
        NONE,
        /** A longitudinal redundancy check: the exclusive or of the payload's bytes and ETX. */
        XOR
    }

    public StxEtxFormat {
        FrameLimits.checkMax(max);
    }

    public StxEtxFormat withCheck(Check value) {
        return new StxEtxFormat(max, value);
    }

    @Override
    public Found find(ByteBuffer received, int scanned) throws FrameException {
        if (received.get(received.position()) != STX) {
            throw new FrameException(FrameError.MALFORMED, "a frame does not begin with STX");
        }
        int etx = ByteSearch.indexOf(received, Math.max(1, scanned), ETX);
        int examined = etx < 0 ? received.remaining() : etx;
        if (examined - 1 > max) {
            throw FrameException.tooLarge(max);
        }
        int total = examined + 1 + checkLength();
        if (etx < 0 || received.remaining() < total) {
            return new Found.Incomplete(examined, total);
        }
        requireCheck(received, etx);
        return new Found.Frame(1, etx - 1, total);
    }

    private int checkLength() {
        return check == Check.XOR ? 1 : 0;
    }

    private void requireCheck(ByteBuffer received, int etx) throws FrameException {
        int payload = received.position() + 1;
        int last = received.position() + etx;
        if (check == Check.XOR && xor(received, payload, last) != received.get(last + 1)) {
            throw new FrameException(FrameError.CHECK, "a frame's check byte is wrong");
        }
    }

    /** Returns the check byte of a payload between two indexes of a buffer. */
    private static byte xor(ByteBuffer bytes, int from, int to) {
        byte value = ETX;
        for (int i = from; i < to; i++) {
            value ^= bytes.get(i);
        }
        return value;
    }

    @Override
    public void wrap(ByteBuffer payload, FrameSink sink) throws IOException {
        FrameLimits.checkLength(payload, max);
        if (ByteSearch.indexOf(payload, 0, ETX) >= 0) {
            throw new IllegalArgumentException("a payload between STX and ETX must not contain ETX");
        }
        byte value = xor(payload, payload.position(), payload.limit());
        sink.put(STX);
        sink.put(payload);
        sink.put(ETX);
        if (check == Check.XOR) {
            sink.put(value);
        }
    }
}
