package dev.weir.observe;

import java.io.IOException;
import javax.net.ssl.SSLException;

/**
 * Why a connection ended: the first event that ended it.
 *
 * <p>The table shows the nearest terms of two proxies: HAProxy's termination state (two characters in TCP mode:
 * who ended the session, and in which phase; configuration manual, "Session state at disconnection") and Envoy's response flag
 * ({@code %RESPONSE_FLAGS%}; most of them are for HTTP only). A proxy's server is a handler here. A cell is empty
 * if a proxy has no term: HAProxy knows no lifetime, and both log a failed TLS handshake as a reason in plain text.
 *
 * <table class="striped">
 * <caption>Causes, and the nearest words for them</caption>
 * <thead><tr><th>cause</th><th>what happened</th><th>HAProxy</th><th>Envoy</th></tr></thead>
 * <tbody>
 * <tr><td>peer_closed</td><td>the client finished, then the handler</td><td>{@code --}</td><td>{@code -}</td></tr>
 * <tr><td>handler_completed</td><td>the handler returned first</td><td>{@code --}</td><td>{@code -}</td></tr>
 * <tr><td>peer_reset</td><td>the client reset the connection, or went away without reading</td><td>{@code CD}</td><td>{@code DC}</td></tr>
 * <tr><td>idle_timeout</td><td>no byte either way for too long, or too few</td><td>{@code cD}</td><td>{@code SI}</td></tr>
 * <tr><td>first_byte_timeout</td><td>the client said nothing at all</td><td>{@code cR}</td><td>{@code SI}</td></tr>
 * <tr><td>read_timeout</td><td>a read waited too long</td><td>{@code cD}</td><td>{@code SI}</td></tr>
 * <tr><td>write_timeout</td><td>the client did not read</td><td>{@code cD}</td><td>{@code SI}</td></tr>
 * <tr><td>half_closed_timeout</td><td>no byte for too long after one side had finished</td><td>{@code cD}</td><td>{@code SI}</td></tr>
 * <tr><td>lifetime</td><td>the connection was old enough</td><td></td><td>{@code DT}</td></tr>
 * <tr><td>tls_error</td><td>the handshake failed, or TLS was broken off</td><td></td><td></td></tr>
 * <tr><td>tls_timeout</td><td>the handshake took too long</td><td></td><td></td></tr>
 * <tr><td>protocol_error</td><td>the handler found the client in breach of its protocol</td><td>{@code PR}</td><td>{@code DPE}</td></tr>
 * <tr><td>handler_error</td><td>the handler threw</td><td>{@code SD}</td><td>{@code UC}</td></tr>
 * <tr><td>io_error</td><td>the network or this machine failed</td><td>{@code CD}</td><td>{@code DC}</td></tr>
 * <tr><td>resource</td><td>this process ran out of memory, descriptors or threads</td><td>{@code RC}</td><td>{@code OM}</td></tr>
 * <tr><td>probe</td><td>a health check: PROXY protocol's LOCAL, or a client that leaves without a byte, by a reset or within a second</td><td>{@code --}</td><td>{@code -}</td></tr>
 * <tr><td>admin</td><td>an operator ended it</td><td>{@code KD}</td><td>{@code LR}</td></tr>
 * <tr><td>shutdown_drained</td><td>the server was stopping and the handler finished</td><td>{@code --}</td><td>{@code -}</td></tr>
 * <tr><td>shutdown_forced</td><td>the server stopped and could not wait longer</td><td>{@code KD}</td><td>{@code LR}</td></tr>
 * <tr><td>upstream_unavailable</td><td>no target took the forwarded connection</td><td>{@code SC}</td><td>{@code UF}, {@code UH}</td></tr>
 * <tr><td>upstream_reset</td><td>the target reset the forwarded connection, or failed</td><td>{@code SD}</td><td>{@code UC}</td></tr>
 * <tr><td>upstream_timeout</td><td>the target did not answer the connect, or did not read</td><td>{@code sC}, {@code sD}</td><td>{@code UF}, {@code SI}</td></tr>
 * </tbody>
 * </table>
 */
public enum CloseCause implements Labelled {
    PEER_CLOSED,
    HANDLER_COMPLETED,
    PEER_RESET,
    IDLE_TIMEOUT,
    FIRST_BYTE_TIMEOUT,
    READ_TIMEOUT,
    WRITE_TIMEOUT,
    HALF_CLOSED_TIMEOUT,
    LIFETIME,
    TLS_ERROR,
    TLS_TIMEOUT,
    PROTOCOL_ERROR,
    HANDLER_ERROR,
    IO_ERROR,
    RESOURCE,
    PROBE,
    ADMIN,
    SHUTDOWN_DRAINED,
    SHUTDOWN_FORCED,
    UPSTREAM_UNAVAILABLE,
    UPSTREAM_RESET,
    UPSTREAM_TIMEOUT;

    /** Whether only connections that are forwarded to a target end for this cause. */
    public boolean isForwarding() {
        return switch (this) {
            case UPSTREAM_UNAVAILABLE, UPSTREAM_RESET, UPSTREAM_TIMEOUT -> true;
            default -> false;
        };
    }

    /** Returns the cause that follows from an I/O error on the connection. */
    static CloseCause of(IOException e) {
        if (e instanceof SSLException) {
            return TLS_ERROR;
        }
        return switch (IoFailure.of(e)) {
            case RESET -> PEER_RESET;
            case NO_DESCRIPTORS, NO_MEMORY -> RESOURCE;
            case TIMED_OUT, UNREACHABLE, OTHER -> IO_ERROR;
        };
    }
}
