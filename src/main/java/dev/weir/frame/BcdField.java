package dev.weir.frame;

import java.io.IOException;
import java.nio.ByteBuffer;

/** A length as binary-coded decimal digits, two in a byte. */
final class BcdField implements LengthField {

    private static final int PER_BYTE = 100;

    private final int bytes;

    /** The value of the first byte's lower digit of 1. */
    private final long highest;

    BcdField(int bytes) {
        this.bytes = bytes;
        long power = 1;
        for (int i = 1; i < bytes; i++) {
            power *= PER_BYTE;
        }
        this.highest = power;
    }

    @Override
    public int bytes() {
        return bytes;
    }

    @Override
    public long max() {
        return highest * PER_BYTE - 1;
    }

    @Override
    public long read(ByteBuffer buffer, int index) throws FrameException {
        long value = 0;
        for (int i = index; i < index + bytes; i++) {
            int pair = Byte.toUnsignedInt(buffer.get(i));
            int high = pair >> 4;
            int low = pair & 0xF;
            if (high > 9 || low > 9) {
                throw LengthField.notDigits();
            }
            value = (value * 10 + high) * 10 + low;
        }
        return value;
    }

    @Override
    public void write(long value, FrameSink sink) throws IOException {
        for (long power = highest; power > 0; power /= PER_BYTE) {
            int pair = (int) (value / power % PER_BYTE);
            sink.put(((pair / 10) << 4) | (pair % 10));
        }
    }
}
