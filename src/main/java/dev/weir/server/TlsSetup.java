package dev.weir.server;

import dev.weir.observe.HandshakeResult;
import dev.weir.observe.ObservedConnection;
import dev.weir.stream.StreamOptions;
import dev.weir.stream.TlsSession;
import dev.weir.stream.Transport;
import dev.weir.tls.TlsServer;
import dev.weir.tls.TlsTransport;
import dev.weir.tls.TlsTruncatedException;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * A connection's transport, with TLS on it if the listener uses TLS.
 *
 * @param transport carries the application's bytes
 * @param tls the same transport if it needs a handshake, otherwise {@code null}
 * @param handshakeTimeout limits the handshake
 */
record TlsSetup(Transport transport, @Nullable TlsTransport tls, Duration handshakeTimeout) {

    static TlsSetup of(Transport transport, ConnectionLayers layers, StreamOptions options) {
        TlsServer server = layers.tls();
        if (server == null) {
            return new TlsSetup(transport, null, Duration.ZERO);
        }
        TlsTransport tls = TlsTransport.accept(transport, server, options.buffers(), options.writeTimeout());
        return new TlsSetup(tls, tls, layers.handshakeTimeout());
    }

    /**
     * Performs the handshake, if TLS is used, and reports its result to the connection.
     *
     * @throws IOException if the handshake failed; the connection's cause is set then
     */
    void handshake(ObservedConnection connection) throws IOException {
        if (tls == null) {
            return;
        }
        long start = System.nanoTime();
        try {
            TlsSession session = tls.handshake(handshakeTimeout);
            connection.handshakeDone(HandshakeResult.success(session.protocol(), System.nanoTime() - start));
        } catch (IOException e) {
            if (!tls.hasReceived() && isPeersEnd(e)) {
                connection.endedBeforeHandshake(e);
                throw e;
            }
            boolean late = e instanceof SocketTimeoutException;
            connection.handshakeFailed(HandshakeResult.failure(late, System.nanoTime() - start), e);
            throw e;
        }
    }

    /** Whether the connection ended, rather than TLS failed. */
    private static boolean isPeersEnd(IOException e) {
        return switch (e) {
            case TlsTruncatedException _ -> true;
            case SSLException _, SocketTimeoutException _ -> false;
            default -> true;
        };
    }
}
