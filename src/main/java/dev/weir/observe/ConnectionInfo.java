package dev.weir.observe;

import java.net.SocketAddress;
import java.time.Instant;

/**
 * Who is connected to what.
 *
 * @param id the stream's {@link dev.weir.stream.TcpStream#id()}
 * @param listener the listener's name
 * @param handler the handler bean's name
 * @param remoteAddress the client's
 * @param peerAddress the socket's other end: the balancer's behind PROXY protocol, and the client's elsewhere
 * @param localAddress the one on this side
 * @param since when it was accepted
 * @param healthCheck whether a balancer has announced it as its own connection (PROXY protocol's LOCAL)
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
