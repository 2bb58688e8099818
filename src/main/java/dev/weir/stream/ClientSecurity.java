package dev.weir.stream;

import java.io.IOException;
import java.time.Duration;

/**
 * Secures connections to servers: {@code dev.weir.tls.TlsClient} does so by TLS. Used by {@link TcpStream#connect} once the
 * socket is connected, if {@link StreamOptions#withTls} has set it. One object serves any number of connections at a time.
 */
@FunctionalInterface
public interface ClientSecurity {

    /**
     * Performs the handshake and returns the transport of the secured bytes, which closes {@code connected} when it is closed.
     * Blocks. Closing {@code connected} and interrupting the thread must end the wait.
     *
     * @param connected transport of the socket, on which no byte has been read or written
     * @param host host in the address that was asked for, a name or an IP literal; empty for a Unix domain socket
     * @param port port of that address; 0 for a Unix domain socket
     * @param timeout limit for the handshake, always positive
     * @throws java.net.SocketTimeoutException after the timeout
     * @throws IOException if the handshake fails; the caller closes {@code connected} after any exception
     * @throws IllegalArgumentException if the settings do not suit the address
     */
    Transport secure(Transport connected, String host, int port, Duration timeout) throws IOException;
}
