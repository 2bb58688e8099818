package dev.weir.server;

import dev.weir.proxy.ProxyProtocol;
import dev.weir.tls.TlsServer;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The protocols below the application's on a connection; both begin on the connection's own thread.
 *
 * @param proxy reads the PROXY protocol header, before anything else; {@code null} for none
 * @param tls the server side of TLS; {@code null} for none
 * @param handshakeTimeout limits the TLS handshake; {@link Duration#ZERO} for no limit
 */
public record ConnectionLayers(
        @Nullable ProxyProtocol proxy, @Nullable TlsServer tls, Duration handshakeTimeout) {}
