package dev.weir.test.verifier;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.weir.frame.Found;
import dev.weir.frame.FrameError;
import dev.weir.frame.FrameException;
import dev.weir.frame.FrameFormat;
import dev.weir.frame.FrameSink;
import java.io.IOException;
import java.nio.ByteBuffer;

/** Frames of the form {@code 5:hello,} (D. J. Bernstein, Netstrings). Tests override a part of it with a fault. */
class Netstring implements FrameFormat {

    @Override
    public Found find(ByteBuffer received, int scanned) throws FrameException {
        int length = 0;
        int at = 0;
        for (; at < received.remaining() && byteAt(received, at) != ':'; at++) {
            requireDigit(byteAt(received, at));
            if (at >= maxDigits()) {
                throw new FrameException(FrameError.MALFORMED, "the length has too many digits");
            }
            length = length * 10 + byteAt(received, at) - '0';
        }
        if (at == received.remaining()) {
            return incomplete(at + 1);
        }
        requireAtMostMax(length);
        int total = at + 1 + length + 1;
        if (received.remaining() < total) {
            return incomplete(total);
        }
        requireComma(received, total - 1);
        return found(at + 1, length);
    }

    private static byte byteAt(ByteBuffer bytes, int index) {
        return bytes.get(bytes.position() + index);
    }

    void requireDigit(byte digit) throws FrameException {
        if (digit < '0' || digit > '9') {
            throw new FrameException(FrameError.MALFORMED, "no digit");
        }
    }

    int maxDigits() {
        return 9;
    }

    void requireComma(ByteBuffer received, int index) throws FrameException {
        if (byteAt(received, index) != ',') {
            throw new FrameException(FrameError.MALFORMED, "no comma");
        }
    }

    void requireAtMostMax(int length) throws FrameException {
        if (length > max()) {
            throw FrameException.tooLarge(max());
        }
    }

    Found incomplete(int atLeast) {
        return new Found.Incomplete(0, atLeast);
    }

    Found found(int start, int length) {
        return new Found.Frame(start, length, start + length + 1);
    }

    @Override
    public void wrap(ByteBuffer payload, FrameSink sink) throws IOException {
        refuseIf(payload.remaining() > max());
        sink.put((payload.remaining() + ":").getBytes(ISO_8859_1));
        sink.put(payload);
        sink.put(',');
    }

    void refuseIf(boolean refused) {
        if (refused) {
            throw new IllegalArgumentException("refused");
        }
    }

    @Override
    public int max() {
        return 20;
    }
}
