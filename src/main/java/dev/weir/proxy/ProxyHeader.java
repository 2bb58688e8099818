package dev.weir.proxy;

import java.net.SocketAddress;
import java.util.List;
import java.util.Optional;

/**
 * What a proxy says about a connection.
 *
 * @param version 1 or 2
 * @param command whether the connection is somebody else's or the proxy's own
 * @param source the real client's address; empty where the proxy does not know it, and for its own connections
 * @param destination the address that the client connected to; empty where {@code source} is
 * @param tlvs further values, in their order
 * @param ssl what the proxy says about the client's TLS
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

    /** Who a connection is for. */
    public enum Command {
        /** The proxy itself: a health check. */
        LOCAL,
        /** A client of the proxy. */
        PROXY
    }

    static ProxyHeader withoutAddresses(int version, Command command) {
        return new ProxyHeader(version, command, Optional.empty(), Optional.empty(), List.of(), Optional.empty());
    }

    static ProxyHeader of(int version, SocketAddress source, SocketAddress destination) {
        return new ProxyHeader(
                version, Command.PROXY, Optional.of(source), Optional.of(destination), List.of(), Optional.empty());
    }

    /** The first value of a type. */
    public Optional<ProxyTlv> tlv(int type) {
        return tlvs.stream().filter(tlv -> tlv.type() == type).findFirst();
    }

    /** The protocol on top of TLS that the client and the proxy have agreed on. */
    public Optional<String> applicationProtocol() {
        return tlv(ProxyTlv.ALPN).map(ProxyTlv::text);
    }

    /** The host that the client asked for (SNI). */
    public Optional<String> authority() {
        return tlv(ProxyTlv.AUTHORITY).map(ProxyTlv::text);
    }
}
