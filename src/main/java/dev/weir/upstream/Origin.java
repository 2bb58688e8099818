package dev.weir.upstream;

import dev.weir.proxy.ProxyHeader;
import dev.weir.proxy.ProxyTransport;
import dev.weir.stream.TcpStream;
import dev.weir.stream.TlsSession;
import java.net.SocketAddress;
import java.util.Optional;

/**
 * The client that a connection to a target is opened for.
 *
 * @param client the client's address
 * @param destination the address that the client connected to
 * @param header the PROXY header that the client's connection began with; empty without
 * @param tls the client's TLS session with this process; empty without
 */
public record Origin(
        SocketAddress client, SocketAddress destination, Optional<ProxyHeader> header, Optional<TlsSession> tls) {

    /** Returns the origin of an accepted stream. */
    public static Origin of(TcpStream stream) {
        Optional<ProxyHeader> header = stream.layer(ProxyTransport.class).flatMap(ProxyTransport::header);
        return new Origin(
                stream.remoteAddress(),
                header.flatMap(ProxyHeader::destination).orElseGet(stream::localAddress),
                header,
                stream.tls());
    }
}
