package dev.weir.server;

import dev.weir.observe.ConnectionInfo;
import dev.weir.observe.ConnectionKind;
import dev.weir.observe.ObservedConnection;
import dev.weir.proxy.ProxyHeader;
import dev.weir.proxy.ProxyTransport;
import dev.weir.stream.Half;
import dev.weir.stream.RateLimitedTransport;
import dev.weir.stream.StreamOptions;
import dev.weir.stream.TcpStream;
import dev.weir.stream.Transport;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What a connection consists of.
 *
 * @param stream what the handler gets
 * @param observed counters and events
 * @param watch timeouts
 * @param tls the handshake that comes before the handler
 */
record ConnectionParts(TcpStream stream, ObservedConnection observed, ConnectionWatch watch, TlsSetup tls) {

    /**
     * Wraps a transport as the listener's definition says: TLS on the socket, captures and counting on TLS, limits on bytes
     * per second on that, the stream on top. Where a limit makes a stream wait, no read or write of its client is in progress.
     */
    static ConnectionParts assemble(
            Transport transport,
            ListenerDefinition definition,
            ListenerObservation observation,
            StreamOptions options,
            ListenerRates rates) {
        var observed = new ObservedConnection(
                info(transport, definition),
                observation.observer(),
                observation.statistics().frames());
        var tls = TlsSetup.of(transport, definition.layers(), options);
        Transport limited = rates.limit(observation.observe(tls.transport(), observed));
        TcpStream stream = TcpStream.over(limited, options);
        long now = System.nanoTime();
        var watch = new ConnectionWatch(observed, definition.timeouts(), heldBackTime(limited, now), now);
        return new ConnectionParts(stream, observed, watch, tls);
    }

    private static @Nullable HeldBackTime heldBackTime(Transport transport, long nowNanos) {
        return transport
                .layer(RateLimitedTransport.class)
                .map(limits -> new HeldBackTime(
                        () -> limits.heldBackNanos(Half.READ) + limits.heldBackNanos(Half.WRITE), nowNanos))
                .orElse(null);
    }

    private static ConnectionInfo info(Transport transport, ListenerDefinition definition) {
        return new ConnectionInfo(
                transport.id(),
                definition.name(),
                definition.handlerName(),
                transport.remoteAddress(),
                transport.peerAddress(),
                transport.localAddress(),
                Instant.now(),
                isHealthCheck(transport) ? ConnectionKind.HEALTH_CHECK : ConnectionKind.CLIENT);
    }

    private static boolean isHealthCheck(Transport transport) {
        return transport
                .layer(ProxyTransport.class)
                .flatMap(ProxyTransport::header)
                .filter(header -> header.command() == ProxyHeader.Command.LOCAL)
                .isPresent();
    }
}
