package dev.weir.frame;

import java.io.IOException;
import java.nio.ByteBuffer;

/** A length as decimal or hexadecimal digits, one in a byte. */
final class DigitField implements LengthField {

    private final int digits;
    private final int radix;

    /** The value of the first digit of 1. */
    private final long highest;

    DigitField(int digits, int radix) {
        this.digits = digits;
        this.radix = radix;
        long power = 1;
        for (int i = 1; i < digits; i++) {
            power *= radix;
        }
        this.highest = power;
    }

    @Override
    public int bytes() {
        return digits;
    }

    @Override
    public long max() {
        return highest * radix - 1;
    }

    @Override
    public long read(ByteBuffer buffer, int index) throws FrameException {
        long value = 0;
        for (int i = index; i < index + digits; i++) {
            // Beyond ASCII, ISO 8859-1 contains no digits.
            int digit = Character.digit(Byte.toUnsignedInt(buffer.get(i)), radix);
            if (digit < 0) {
                throw LengthField.notDigits();
            }
            value = value * radix + digit;
        }
        return value;
    }

    @Override
    public void write(long value, FrameSink sink) throws IOException {
        for (long power = highest; power > 0; power /= radix) {
            sink.put(Character.forDigit((int) (value / power % radix), radix));
        }
    }
}
