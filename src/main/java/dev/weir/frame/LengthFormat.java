package dev.weir.frame;

/**
 * Frames that begin with a header that contains their length, as an immutable set of options for {@link FrameFormat#length}.
 *
 * <p>Start from {@link #DEFAULT}: a big-endian length of four bytes, then as many bytes of payload. The options are checked
 * together when the format is created, so they may be set in any order. The length channels of jPOS and the headers of
 * Modbus/TCP, SMPP and Kafka can be expressed.
 *
 * @param size of the length field: 1 to 4 bytes if it is binary, 1 to 8 ASCII or hexadecimal digits, 2, 4, 6 or 8 BCD digits,
 *     two in a byte; default 4
 * @param encoding of the length field; binary by default
 * @param order of the bytes of a binary length field; big-endian by default
 * @param offset of the length field, in bytes from the beginning of the frame; default 0
 * @param headerSize bytes before the payload; 0, the default, if the payload follows the length field. The other bytes of the
 *     header are not examined, and written as zeros
 * @param adjust added to the length field's value, gives the number of bytes after the header, or from the beginning of the
 *     frame on, depending on {@code includes}; default 0
 * @param includes which bytes the length counts; the payload by default
 * @param keepHeader whether the header is part of the payload: frames are then read with it, and written with the header that
 *     the payload begins with, in which only the length is replaced; false by default
 * @param zero meaning of a frame that has nothing after its header; a frame like any other by default
 * @param max limit for the length of a payload in bytes, with the header if that is kept; default 65536
 */
public record LengthFormat(
        int size,
        Encoding encoding,
        Order order,
        int offset,
        int headerSize,
        int adjust,
        Includes includes,
        boolean keepHeader,
        Zero zero,
        int max) {

    /** A big-endian length of four bytes, then the payload of up to 64 KB. */
    public static final LengthFormat DEFAULT =
            new LengthFormat(4, Encoding.BINARY, Order.BIG, 0, 0, 0, Includes.PAYLOAD, false, Zero.FRAME, 64 * 1024);

    /** How the length field is written. */
    public enum Encoding {
        /** An unsigned integer. */
        BINARY,
        /** Decimal digits, with leading zeros. */
        ASCII,
        /** Hexadecimal digits, with leading zeros; written in lower case. */
        HEX,
        /** Binary-coded decimal: a digit in each half of a byte. */
        BCD
    }

    /** Which byte of a binary length field is the first. */
    public enum Order {
        /** The most significant byte, as in all protocols of the Internet. */
        BIG,
        /** The least significant byte. */
        LITTLE
    }

    /** Which bytes the length counts. */
    public enum Includes {
        /** Those after the header. */
        PAYLOAD,
        /** The whole frame, with its header. */
        FRAME
    }

    /**
     * Meaning of a frame without a byte after its header; many hosts for ISO 8583 poll their clients with it. Unless it is a
     * frame, a length field of zero counts as one too where the length includes the header.
     */
    public enum Zero {
        /** A frame with an empty payload. */
        FRAME,
        /** A poll, which is skipped. */
        IGNORE,
        /** A poll, which is sent back, once a second at most. */
        ECHO,
        /** Malformed. */
        ERROR
    }

    public LengthFormat withSize(int size) {
        return new LengthFormat(size, encoding, order, offset, headerSize, adjust, includes, keepHeader, zero, max);
    }

    public LengthFormat withEncoding(Encoding encoding) {
        return new LengthFormat(size, encoding, order, offset, headerSize, adjust, includes, keepHeader, zero, max);
    }

    public LengthFormat withOrder(Order order) {
        return new LengthFormat(size, encoding, order, offset, headerSize, adjust, includes, keepHeader, zero, max);
    }

    public LengthFormat withOffset(int offset) {
        return new LengthFormat(size, encoding, order, offset, headerSize, adjust, includes, keepHeader, zero, max);
    }

    public LengthFormat withHeaderSize(int headerSize) {
        return new LengthFormat(size, encoding, order, offset, headerSize, adjust, includes, keepHeader, zero, max);
    }

    public LengthFormat withAdjust(int adjust) {
        return new LengthFormat(size, encoding, order, offset, headerSize, adjust, includes, keepHeader, zero, max);
    }

    public LengthFormat withIncludes(Includes includes) {
        return new LengthFormat(size, encoding, order, offset, headerSize, adjust, includes, keepHeader, zero, max);
    }

    public LengthFormat withKeepHeader(boolean keepHeader) {
        return new LengthFormat(size, encoding, order, offset, headerSize, adjust, includes, keepHeader, zero, max);
    }

    public LengthFormat withZero(Zero zero) {
        return new LengthFormat(size, encoding, order, offset, headerSize, adjust, includes, keepHeader, zero, max);
    }

    public LengthFormat withMax(int max) {
        return new LengthFormat(size, encoding, order, offset, headerSize, adjust, includes, keepHeader, zero, max);
    }
}
