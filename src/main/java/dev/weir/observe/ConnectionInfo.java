package dev.weir.observe;

import java.net.SocketAddress;
import java.time.Instant;

/**
 * What identifies a connection.
 *
 * @param id the stream's {@link dev.weir.stream.TcpStream#id()}
 * @param listener the listener's name; for a connection to a target, that of the listener or client it belongs to
 * @param handler the handler bean's name; for a connection to a target, the target as configured
 * @param remoteAddress the client's address; for a connection to a target, the target's
 * @param peerAddress the address of the socket's other end: a balancer's with PROXY protocol, otherwise the client's
 * @param localAddress the address on this side
 * @param since when the connection was accepted or opened
 * @param kind what the connection is for
 */
public record ConnectionInfo(
        long id,
        String listener,
        String handler,
        SocketAddress remoteAddress,
        SocketAddress peerAddress,
        SocketAddress localAddress,
        Instant since,
        ConnectionKind kind) {}
