package dev.weir.proxy;

import dev.weir.proxy.ProxyHeader.Command;
import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnknownHostException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The IP addresses of a header as it is sent: both of one family, and without zones, which mean something on one machine only. */
record IpPair(InetAddress source, int sourcePort, InetAddress destination, int destinationPort) {

    private static final int IPV6_LENGTH = 16;
    private static final int MAPPED_AT = 12;

    /**
     * Returns the addresses; empty for the proxy's own connections, and unless both addresses are known and of IP. An IPv4-mapped
     * IPv6 address becomes the IPv4 address, unless the other address is one of IPv6.
     */
    static Optional<IpPair> of(ProxyHeader header) {
        InetSocketAddress from = ip(header.source());
        InetSocketAddress to = ip(header.destination());
        if (header.command() == Command.LOCAL || from == null || to == null) {
            return Optional.empty();
        }
        InetAddress source = plain(from.getAddress());
        InetAddress destination = plain(to.getAddress());
        if (source.getClass() != destination.getClass()) {
            // As HAProxy does in version 2: each family has addresses of the other for this.
            source = mapped(source);
            destination = mapped(destination);
        }
        return Optional.of(new IpPair(source, from.getPort(), destination, to.getPort()));
    }

    boolean isIpv4() {
        return source instanceof Inet4Address;
    }

    private static @Nullable InetSocketAddress ip(Optional<SocketAddress> address) {
        return address.orElse(null) instanceof InetSocketAddress ip && !ip.isUnresolved() ? ip : null;
    }

    private static InetAddress plain(InetAddress address) {
        try {
            // Has no zone, and is an IPv4 address if the bytes are those of a mapped one.
            return InetAddress.getByAddress(address.getAddress());
        } catch (UnknownHostException e) {
            throw new AssertionError("4 and 16 bytes are an address", e);
        }
    }

    private static InetAddress mapped(InetAddress address) {
        if (address instanceof Inet6Address) {
            return address;
        }
        byte[] bytes = new byte[IPV6_LENGTH];
        bytes[10] = -1;
        bytes[11] = -1;
        System.arraycopy(address.getAddress(), 0, bytes, MAPPED_AT, IPV6_LENGTH - MAPPED_AT);
        try {
            return Inet6Address.getByAddress(null, bytes, -1);
        } catch (UnknownHostException e) {
            throw new AssertionError("16 bytes are an address", e);
        }
    }
}
