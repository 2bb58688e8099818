package dev.weir.proxy;

import dev.weir.stream.TlsSession;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The PROXY header of a connection: one that a proxy in front has sent, or one to {@linkplain #encode send} to a target. To pass
 * on a header that came in, encode it: the target gets the client's address and the TLVs.
 *
 * @param version 1 or 2
 * @param command whether the connection is a client's or the proxy's own
 * @param source address of the client; empty if the proxy does not know it, and for the proxy's own connections
 * @param destination address that the client connected to; empty if {@code source} is
 * @param tlvs further values, in the order of the header; version 1 has none, and does not send any
 */
public record ProxyHeader(
        int version,
        Command command,
        Optional<SocketAddress> source,
        Optional<SocketAddress> destination,
        List<ProxyTlv> tlvs) {

    /** @throws IllegalArgumentException if the version is neither 1 nor 2, or a value of type SSL is malformed */
    public ProxyHeader {
        if (version != 1 && version != 2) {
            throw new IllegalArgumentException("the version of a PROXY header must be 1 or 2: " + version);
        }
        tlvs = List.copyOf(tlvs);
        Optional<ProxySsl> _ = ssl(tlvs);
    }

    /** The purpose of a connection. */
    public enum Command {
        /** Opened by the proxy for itself, such as a health check. */
        LOCAL,
        /** Opened on behalf of a client. */
        PROXY
    }

    /**
     * Returns the header of a connection that this process opens for itself, such as a health check. Version 1 says that the client
     * is unknown, in place of this.
     *
     * @param version 1 or 2
     */
    public static ProxyHeader local(int version) {
        return withoutAddresses(version, Command.LOCAL);
    }

    static ProxyHeader withoutAddresses(int version, Command command) {
        return new ProxyHeader(version, command, Optional.empty(), Optional.empty(), List.of());
    }

    /**
     * Returns the header of a client's connection, without TLVs.
     *
     * @param version 1 or 2
     * @param source address of the client
     * @param destination address that the client connected to
     */
    public static ProxyHeader of(int version, SocketAddress source, SocketAddress destination) {
        return new ProxyHeader(version, Command.PROXY, Optional.of(source), Optional.of(destination), List.of());
    }

    /**
     * Returns this header with another version. The TLVs stay in the record, though version 1 does not send them.
     *
     * @param version 1 or 2
     */
    public ProxyHeader withVersion(int version) {
        return new ProxyHeader(version, command, source, destination, tlvs);
    }

    /**
     * Returns this header with other TLVs in place of its own.
     *
     * @throws IllegalArgumentException if a value of type SSL is malformed
     */
    public ProxyHeader withTlvs(List<ProxyTlv> tlvs) {
        return new ProxyHeader(version, command, source, destination, tlvs);
    }

    /**
     * Returns this header with what a proxy adds that has terminated the client's TLS: SSL, and where they were negotiated ALPN
     * and AUTHORITY (SNI). Each replaces the value of a proxy in front, if one came in: it is of another TLS connection, and a
     * target trusts the proxy next to it. They come first, since values at the end are the first that a full header leaves out.
     *
     * <p>A certificate is one of the session (CERT_SESS): a resumed session has one that was not sent on this connection. It counts as
     * verified, since a handshake with another one fails.
     *
     * @param session the handshake with the client
     */
    public ProxyHeader withTls(TlsSession session) {
        List<ProxyTlv> values = new ArrayList<>();
        values.add(ProxySsl.of(session).toTlv());
        session.applicationProtocol().ifPresent(name -> values.add(ProxyTlv.of(ProxyTlv.ALPN, name)));
        session.serverName().ifPresent(name -> values.add(ProxyTlv.of(ProxyTlv.AUTHORITY, name)));
        List<Integer> replaced = values.stream().map(ProxyTlv::type).toList();
        tlvs.stream().filter(tlv -> !replaced.contains(tlv.type())).forEach(values::add);
        return withTlvs(values);
    }

    /**
     * Encodes this header, in at most 16 KiB: receivers limit what they read, Weir and HAProxy to that. All of it has to be sent
     * before any other byte of the connection, TLS included.
     *
     * <ul>
     *   <li>Both addresses are sent if they are of IP, or in version 2 paths of Unix sockets. Otherwise the client is unknown to the
     *       target: UNKNOWN in version 1; in version 2 LOCAL without TLVs, which receivers have to accept. That is the case if an
     *       address is missing or unresolved, and for the usual client of a Unix socket, which is unnamed.
     *   <li>An IPv4-mapped IPv6 address is sent as IPv4. If the other address is IPv6, both are sent as IPv6.
     *   <li>TLVs are sent in version 2: those that fit, in order. Padding (NOOP) is left out; a checksum (CRC32C) is computed anew,
     *       at the end.
     * </ul>
     *
     * @return a new buffer, from position 0 to its limit
     */
    public ByteBuffer encode() {
        return version == 1 ? TextHeader.encode(this) : BinaryEncoder.encode(this);
    }

    /** The client's TLS connection to the proxy; empty if the header does not describe one. */
    public Optional<ProxySsl> ssl() {
        return ssl(tlvs);
    }

    private static Optional<ProxySsl> ssl(List<ProxyTlv> tlvs) {
        try {
            return ProxySsl.find(tlvs);
        } catch (ProxyProtocolException e) {
            throw new IllegalArgumentException(e.getMessage(), e);
        }
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
