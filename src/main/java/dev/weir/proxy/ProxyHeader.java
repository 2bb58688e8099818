package dev.weir.proxy;

import java.net.SocketAddress;
import java.util.List;
import java.util.Optional;

/**
 * The PROXY header of a connection.
 *
 * @param version 1 or 2
 * @param command whether the connection is a client's or the proxy's own
 * @param source address of the client; empty if the proxy does not know it, and for the proxy's own connections
 * @param destination address that the client connected to; empty if {@code source} is
 * @param tlvs further values, in the order of the header
 * @param ssl the client's TLS connection to the proxy; empty if the header does not describe one
 */
public record ProxyHeader(
        int version,
        Command command,
        Optional<SocketAddress> source,
        Optional<SocketAddress> destination,
        List<ProxyTlv> tlvs,
        Optional<ProxySsl> ssl) {

    public ProxyHeader {
        tlvs = List.copyOf(tlvs);
    }

    /** The purpose of a connection. */
    public enum Command {
        /** Opened by the proxy for itself, such as a health check. */
        LOCAL,
        /** Opened on behalf of a client. */
        PROXY
    }

    static ProxyHeader withoutAddresses(int version, Command command) {
        return new ProxyHeader(version, command, Optional.empty(), Optional.empty(), List.of(), Optional.empty());
    }

    static ProxyHeader of(int version, SocketAddress source, SocketAddress destination) {
        return new ProxyHeader(
                version, Command.PROXY, Optional.of(source), Optional.of(destination), List.of(), Optional.empty());
    }

    /** Returns the first value of a type. */
    public Optional<ProxyTlv> tlv(int type) {
        return tlvs.stream().filter(tlv -> tlv.type() == type).findFirst();
    }

    /** The application protocol that the client and the proxy have negotiated (ALPN). */
    public Optional<String> applicationProtocol() {
        return tlv(ProxyTlv.ALPN).map(ProxyTlv::text);
    }

    /** The host that the client requested (SNI). */
    public Optional<String> authority() {
        return tlv(ProxyTlv.AUTHORITY).map(ProxyTlv::text);
    }
}
