package dev.weir.server;

import dev.weir.observe.ConnectionInfo;
import dev.weir.observe.ConnectionKind;
import dev.weir.observe.ObservedConnection;
import dev.weir.proxy.ProxyHeader;
import dev.weir.proxy.ProxyTransport;
import dev.weir.stream.StreamOptions;
import dev.weir.stream.TcpStream;
import dev.weir.stream.Transport;
import java.time.Instant;

/**
 * What a connection consists of.
 *
 * @param stream what the handler gets
 * @param observed counters and events
 * @param watch timeouts
 * @param tls the handshake that comes before the handler
 */
record ConnectionParts(TcpStream stream, ObservedConnection observed, ConnectionWatch watch, TlsSetup tls) {

    /** Wraps a transport as the listener's definition says: TLS on the socket, counting on TLS, the stream on top. */
    static ConnectionParts assemble(
            Transport transport,
            ListenerDefinition definition,
            ListenerObservation observation,
            StreamOptions options) {
        var observed = new ObservedConnection(
                info(transport, definition),
                observation.observer(),
                observation.statistics().frames());
        var tls = TlsSetup.of(transport, definition.layers(), options);
        TcpStream stream = TcpStream.over(observation.observe(tls.transport(), observed), options);
        var watch = new ConnectionWatch(observed, definition.timeouts(), System.nanoTime());
        return new ConnectionParts(stream, observed, watch, tls);
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
