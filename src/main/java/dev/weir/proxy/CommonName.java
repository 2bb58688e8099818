package dev.weir.proxy;

import java.nio.ByteBuffer;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import javax.security.auth.x500.X500Principal;

/**
 * Finds the common name in the subject of a certificate (RFC 5280 section 4.1.2.4). The name is read from its DER encoding: its
 * text form would have to be split at commas that may be part of a value.
 */
final class CommonName {

    private static final ByteBuffer TYPE = ByteBuffer.wrap(new byte[] {0x55, 0x04, 0x03});

    private static final int T61_STRING = 0x14;
    private static final int UNIVERSAL_STRING = 0x1C;
    private static final int BMP_STRING = 0x1E;

    private CommonName() {}

    /** Returns the first common name, in the order of the encoding; empty if there is none. */
    static Optional<String> of(X500Principal subject) {
        ByteBuffer name = content(ByteBuffer.wrap(subject.getEncoded()));
        while (name.hasRemaining()) {
            ByteBuffer set = content(name);
            while (set.hasRemaining()) {
                ByteBuffer attribute = content(set);
                if (content(attribute).equals(TYPE)) {
                    Charset charset = charset(attribute.get(attribute.position()));
                    return Optional.of(charset.decode(content(attribute)).toString());
                }
            }
        }
        return Optional.empty();
    }

    /** Returns the content of the next element, and moves the position behind it. */
    private static ByteBuffer content(ByteBuffer der) {
        byte _ = der.get();
        int length = Byte.toUnsignedInt(der.get());
        if (length > Byte.MAX_VALUE) {
            int count = length & Byte.MAX_VALUE;
            length = 0;
            for (int i = 0; i < count; i++) {
                length = length << Byte.SIZE | Byte.toUnsignedInt(der.get());
            }
        }
        ByteBuffer content = der.slice(der.position(), length);
        der.position(der.position() + length);
        return content;
    }

    private static Charset charset(int tag) {
        return switch (tag) {
            case T61_STRING -> StandardCharsets.ISO_8859_1;
            case UNIVERSAL_STRING -> StandardCharsets.UTF_32BE;
            case BMP_STRING -> StandardCharsets.UTF_16BE;
            default -> StandardCharsets.UTF_8;
        };
    }
}
