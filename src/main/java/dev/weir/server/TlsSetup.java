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
 * A connection's transport with TLS on it, where the listener has TLS.
 *
 * @param transport where the application's bytes pass
 * @param tls the same, if a handshake has to come first
 * @param handshakeTimeout for that handshake
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
     * Shakes hands, where that is to be done, and has it observed.
     *
     * @throws IOException if there is nothing to go on with; the connection's end then has its cause
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

    /** Whether it was the connection that ended, rather than TLS that failed. */
    private static boolean isPeersEnd(IOException e) {
        return switch (e) {
            case TlsTruncatedException _ -> true;
            case SSLException _, SocketTimeoutException _ -> false;
            default -> true;
        };
    }
}
