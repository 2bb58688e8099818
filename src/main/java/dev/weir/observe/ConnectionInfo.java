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
 * @param localAddress ours
 * @param since when it was accepted
 */
public record ConnectionInfo(
        long id,
        String listener,
        String handler,
        SocketAddress remoteAddress,
        SocketAddress localAddress,
        Instant since) {}
