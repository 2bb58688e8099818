package dev.weir.proxy;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Finds out what stands at the beginning of a connection. */
final class HeaderParser {

    /**
     * The longest header that is read: HAProxy makes none that is longer than its buffer (tune.bufsize), which is enough for a
     * client's certificate (PP2_SUBTYPE_SSL_CLIENT_CERT). 16 bits could announce 64 KiB.
     */
    static final int MAX_LENGTH = 16 * 1024;

    private static final byte[] TEXT_SIGNATURE = "PROXY ".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] BINARY_SIGNATURE = {
        0x0D, 0x0A, 0x0D, 0x0A, 0x00, 0x0D, 0x0A, 0x51, 0x55, 0x49, 0x54, 0x0A
    };

    private HeaderParser() {}

    /** What the bytes received so far are. */
    sealed interface Result {

        /**
         * The beginning of a header, or of what may become one.
         *
         * @param certain whether it can be nothing else than a header any more
         * @param length how long the header is at least
         */
        record Partial(boolean certain, int length) implements Result {}

        /** Not a header. */
        record Foreign() implements Result {}

        /** A header of {@code length} bytes. */
        record Complete(ProxyHeader header, int length) implements Result {}
    }

    /**
     * Looks at the bytes from position to limit, and leaves both where they are.
     *
     * @throws ProxyProtocolException if a header begins there, and is wrong
     */
    static Result parse(ByteBuffer received) throws ProxyProtocolException {
        ByteBuffer bytes = received.slice();
        if (bytes.hasRemaining() && bytes.get(0) == TEXT_SIGNATURE[0]) {
            Result result = begin(bytes, TEXT_SIGNATURE);
            return result == null ? TextHeader.parse(bytes) : result;
        }
        Result result = begin(bytes, BINARY_SIGNATURE);
        return result == null ? BinaryHeader.parse(bytes) : result;
    }

    private static @Nullable Result begin(ByteBuffer bytes, byte[] signature) {
        int common = ByteBuffer.wrap(signature).mismatch(bytes);
        if (common == signature.length || common < 0) {
            return null;
        }
        return common == bytes.limit() ? new Result.Partial(false, signature.length) : new Result.Foreign();
    }
}
