package dev.weir.observe;

import java.net.SocketAddress;
import java.time.Instant;

/**
 * What identifies a connection.
 *
 * @param id the stream's {@link dev.weir.stream.TcpStream#id()}
 * @param listener the listener's name
 * @param handler the handler bean's name
 * @param remoteAddress the client's address
 * @param peerAddress the address of the socket's other end: a balancer's with PROXY protocol, otherwise the client's
 * @param localAddress the address on this side
 * @param since when the connection was accepted
 * @param healthCheck whether a balancer has declared it its own connection (PROXY protocol's LOCAL)
 */
public record ConnectionInfo(
        long id,
        String listener,
        String handler,
        SocketAddress remoteAddress,
        SocketAddress peerAddress,
        SocketAddress localAddress,
        Instant since,
        boolean healthCheck) {}
