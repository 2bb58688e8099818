package dev.weir.frame;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Locale;

/** The part of a header that contains a length. */
sealed interface LengthField permits BinaryField, DigitField, BcdField {

    /**
     * Returns the field that a format describes.
     *
     * @throws IllegalArgumentException if there is no field of this size
     */
    static LengthField of(LengthFormat format) {
        if (format.encoding() != LengthFormat.Encoding.BINARY && format.order() != LengthFormat.Order.BIG) {
            throw new IllegalArgumentException("length.order must be big unless length.encoding is binary: little");
        }
        return switch (format.encoding()) {
            case BINARY -> new BinaryField(checkedSize(format, format.size() <= 4, "1 to 4 bytes"), format.order());
            case ASCII -> new DigitField(checkedSize(format, format.size() <= 8, "1 to 8 digits"), 10);
            case HEX -> new DigitField(checkedSize(format, format.size() <= 8, "1 to 8 digits"), 16);
            case BCD -> {
                boolean fits = format.size() <= 8 && format.size() % 2 == 0;
                yield new BcdField(checkedSize(format, fits, "2, 4, 6 or 8 digits") / 2);
            }
        };
    }

    private static int checkedSize(LengthFormat format, boolean fits, String allowed) {
        if (format.size() < 1 || !fits) {
            String encoding = format.encoding().name().toLowerCase(Locale.ROOT);
            throw new IllegalArgumentException(
                    "length.size must be " + allowed + " if length.encoding is " + encoding + ": " + format.size());
        }
        return format.size();
    }

    /** The length of the field in bytes. */
    int bytes();

    /** The greatest value that the field can contain. */
    long max();

    /**
     * Reads the value, which is not negative.
     *
     * @param index absolute index of the field's first byte
     * @throws FrameException if the field contains something else than digits
     */
    long read(ByteBuffer buffer, int index) throws FrameException;

    /**
     * Writes a value.
     *
     * @param value from 0 to {@link #max()}
     */
    void write(long value, FrameSink sink) throws IOException;

    /** Returns the exception for a field with something else than digits. */
    static FrameException notDigits() {
        return new FrameException(FrameError.MALFORMED, "a frame's length field contains other characters than digits");
    }
}
