package dev.weir.proxy;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Parses the first bytes of a connection. */
final class HeaderParser {

    /**
     * Length of the longest header that is accepted, and sent. HAProxy's headers are limited by its buffer (tune.bufsize), which
     * suffices for a client's certificate (PP2_SUBTYPE_SSL_CLIENT_CERT). The 16-bit length field would allow 64 KiB.
     */
    static final int MAX_LENGTH = 16 * 1024;

    private static final byte[] TEXT_SIGNATURE = "PROXY ".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] BINARY_SIGNATURE = {
        0x0D, 0x0A, 0x0D, 0x0A, 0x00, 0x0D, 0x0A, 0x51, 0x55, 0x49, 0x54, 0x0A
    };

    private HeaderParser() {}

    static void writeBinarySignature(ByteBuffer header) {
        header.put(BINARY_SIGNATURE);
    }

    /** The result for the bytes received so far. */
    sealed interface Result {

        /**
         * The start of a header, or bytes that may become one.
         *
         * @param certain whether the bytes contain a complete signature
         * @param length minimum length of the header in bytes
         */
        record Partial(boolean certain, int length) implements Result {}

        /** Not a header. */
        record Foreign() implements Result {}

        /** A complete header of {@code length} bytes. */
        record Complete(ProxyHeader header, int length) implements Result {}
    }

    /**
     * Parses the bytes from position to limit, without changing either.
     *
     * @throws ProxyProtocolException if the bytes are an invalid header
     */
    static Result parse(ByteBuffer received) throws ProxyProtocolException {
        ByteBuffer bytes = received.slice();
        if (bytes.hasRemaining() && bytes.get(0) == TEXT_SIGNATURE[0]) {
            Result result = matchSignature(bytes, TEXT_SIGNATURE);
            return result == null ? TextHeader.parse(bytes) : result;
        }
        Result result = matchSignature(bytes, BINARY_SIGNATURE);
        return result == null ? BinaryHeader.parse(bytes) : result;
    }

    /** Returns {@code null} if the bytes begin with the whole signature. */
    private static @Nullable Result matchSignature(ByteBuffer bytes, byte[] signature) {
        int common = ByteBuffer.wrap(signature).mismatch(bytes);
        if (common == signature.length || common < 0) {
            return null;
        }
        return common == bytes.limit() ? new Result.Partial(false, signature.length) : new Result.Foreign();
    }
}
