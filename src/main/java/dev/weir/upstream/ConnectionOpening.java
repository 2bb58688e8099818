package dev.weir.upstream;

import dev.weir.stream.ClientSecurity;
import dev.weir.stream.Transport;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * What a connection to a target begins with: the PROXY header, then TLS.
 *
 * @param header encoded; {@code null} for none
 * @param tls {@code null} for none
 */
record ConnectionOpening(
        @Nullable ByteBuffer header, @Nullable ClientSecurity tls) implements ClientSecurity {

    /** Returns {@code null} if there is neither header nor TLS. */
    static @Nullable ClientSecurity of(UpstreamOptions options, @Nullable Origin origin) {
        ByteBuffer header = switch (options.proxyProtocol()) {
            case OFF -> null;
            case V1 -> OriginHeader.of(1, origin).encode();
            case V2 -> OriginHeader.of(2, origin).encode();
        };
        return header == null && options.tls() == null ? null : new ConnectionOpening(header, options.tls());
    }

    /**
     * {@inheritDoc} A failure that is no {@link IOException}, such as that of settings that do not suit the address, is an {@link
     * SSLException}: it is this target's failure, and other targets may still be right.
     */
    @Override
    public Transport secure(Transport connected, String host, int port, Duration timeout) throws IOException {
        if (header != null) {
            write(header.duplicate(), connected);
        }
        try {
            return tls == null ? connected : tls.secure(connected, host, port, timeout);
        } catch (RuntimeException e) {
            throw new SSLException("TLS cannot be set up: " + e.getMessage(), e);
        }
    }

    /** Does not wait: at most 16 KiB go to a socket that is empty. */
    private static void write(ByteBuffer bytes, Transport connected) throws IOException {
        while (bytes.hasRemaining()) {
            connected.write(bytes);
        }
    }
}
