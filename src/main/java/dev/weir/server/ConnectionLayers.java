package dev.weir.server;

import dev.weir.proxy.ProxyProtocol;
import dev.weir.tls.TlsServer;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What comes before the application's bytes on a connection, each on the connection's own thread.
 *
 * @param proxy how a PROXY protocol header is read, first; {@code null} where none is looked for
 * @param tls how TLS is spoken; {@code null} where it is not
 * @param handshakeTimeout for the TLS handshake; {@link Duration#ZERO} is for ever
 */
public record ConnectionLayers(
        @Nullable ProxyProtocol proxy, @Nullable TlsServer tls, Duration handshakeTimeout) {}
