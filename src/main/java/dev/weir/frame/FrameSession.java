package dev.weir.frame;

import dev.weir.stream.TlsSession;
import java.io.IOException;
import java.net.SocketAddress;
import java.security.Principal;
import java.util.Optional;
import java.util.concurrent.ConcurrentMap;

/** A connection as a {@link FrameHandler} sees it. Any thread. */
public interface FrameSession {

    /** The stream's id, as in the access log and in endpoints. */
    long id();

    /** The client's address. */
    SocketAddress remoteAddress();

    /** The local address of the connection's socket. */
    SocketAddress localAddress();

    /** The result of the TLS handshake; empty without TLS. */
    Optional<TlsSession> tls();

    /** The subject of the client's certificate; empty if the client has presented none. */
    Optional<Principal> principal();

    /** Values that belong to the connection, until it ends. */
    ConcurrentMap<String, Object> attributes();

    /**
     * Sends a frame at once, between two others.
     *
     * @param frame of any type that the handler could return
     * @throws IllegalArgumentException if there is no conversion for its type, or the format cannot carry it
     * @throws IOException if the connection has ended
     */
    void send(Object frame) throws IOException;

    /** Ends the connection's input: the frames received so far are handled, their replies sent, and the connection closes. */
    void end() throws IOException;
}
