package dev.weir.proxy;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * A value that a proxy adds to a version 2 header (section 2.2 of the specification).
 *
 * @param type one of the constants, a custom type (0xE0 to 0xEF), or another number from 0 to 255
 * @param value at most 65,535 bytes, from position to limit, read-only; they must not change afterwards
 */
public record ProxyTlv(int type, ByteBuffer value) {

    public static final int ALPN = 0x01;
    public static final int AUTHORITY = 0x02;
    public static final int CRC32C = 0x03;
    public static final int NOOP = 0x04;
    public static final int UNIQUE_ID = 0x05;
    public static final int SSL = 0x20;
    public static final int SSL_VERSION = 0x21;
    public static final int SSL_COMMON_NAME = 0x22;
    public static final int SSL_CIPHER = 0x23;
    public static final int SSL_SIGNATURE_ALGORITHM = 0x24;
    public static final int SSL_KEY_ALGORITHM = 0x25;
    public static final int SSL_GROUP = 0x26;
    public static final int SSL_SIGNATURE_SCHEME = 0x27;
    public static final int SSL_CLIENT_CERTIFICATE = 0x28;
    public static final int NETWORK_NAMESPACE = 0x30;

    /** Bytes of type and length. */
    static final int HEAD = 3;

    private static final int MAX_TYPE = 0xFF;
    private static final int MAX_VALUE = 0xFFFF;

    /** @throws IllegalArgumentException if the type or the length of the value is out of range */
    public ProxyTlv {
        if (type < 0 || type > MAX_TYPE) {
            throw new IllegalArgumentException("the type of a PROXY header's value must be from 0 to 255: " + type);
        }
        if (value.remaining() > MAX_VALUE) {
            throw new IllegalArgumentException("the PROXY header's value of type 0x%02x must have at most %d bytes: %d"
                    .formatted(type, MAX_VALUE, value.remaining()));
        }
        value = value.asReadOnlyBuffer();
    }

    /**
     * Returns the value of a text, in UTF-8.
     *
     * @throws IllegalArgumentException if the type or the length of the text is out of range
     */
    public static ProxyTlv of(int type, String text) {
        return new ProxyTlv(type, ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)));
    }

    /** Returns a new view of the whole value. */
    @Override
    public ByteBuffer value() {
        return value.asReadOnlyBuffer();
    }

    /** The value as UTF-8 text, as the proxy sent it: it is not validated. */
    public String text() {
        return StandardCharsets.UTF_8.decode(value()).toString();
    }

    /** Bytes in a header. */
    int length() {
        return HEAD + value.remaining();
    }

    void writeTo(ByteBuffer header) {
        header.put((byte) type).putShort((short) value.remaining()).put(value());
    }

    static List<ProxyTlv> parseAll(ByteBuffer block) throws ProxyProtocolException {
        List<ProxyTlv> tlvs = new ArrayList<>();
        while (block.hasRemaining()) {
            if (block.remaining() < HEAD) {
                throw new ProxyProtocolException("the header ends inside the type and length of a value");
            }
            int type = Byte.toUnsignedInt(block.get());
            int length = Short.toUnsignedInt(block.getShort());
            if (length > block.remaining()) {
                throw new ProxyProtocolException("a value of type 0x%02x has %d bytes, of which the header has %d"
                        .formatted(type, length, block.remaining()));
            }
            tlvs.add(new ProxyTlv(type, block.slice(block.position(), length)));
            block.position(block.position() + length);
        }
        return tlvs;
    }
}
