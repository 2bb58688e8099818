package dev.weir.upstream;

import dev.weir.stream.ClientSecurity;
import dev.weir.stream.Transport;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What a connection to a target begins with: the PROXY header, then TLS.
 *
 * @param header encoded; empty for none
 * @param tls {@code null} for none
 */
record ConnectionOpening(ByteBuffer header, @Nullable ClientSecurity tls) implements ClientSecurity {

    /** @return {@code null} if there is neither header nor TLS */
    static @Nullable ClientSecurity of(UpstreamOptions options, @Nullable Origin origin) {
        ByteBuffer header = switch (options.proxyProtocol()) {
            case OFF -> null;
            case V1 -> OriginHeader.of(1, origin).encode();
            case V2 -> OriginHeader.of(2, origin).encode();
        };
        return header == null ? options.tls() : new ConnectionOpening(header, options.tls());
    }

    @Override
    public Transport secure(Transport connected, String host, int port, Duration timeout) throws IOException {
        ByteBuffer bytes = header.duplicate();
        while (bytes.hasRemaining()) {
            connected.write(bytes);
        }
        return tls == null ? connected : tls.secure(connected, host, port, timeout);
    }
}
