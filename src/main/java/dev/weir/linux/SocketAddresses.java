package dev.weir.linux;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.net.UnknownHostException;
import java.nio.ByteOrder;
import java.nio.charset.Charset;
import org.jspecify.annotations.Nullable;

/** Socket addresses as the kernel has them: {@code sockaddr_in}, {@code sockaddr_in6}, {@code sockaddr_un} (ip(7), ipv6(7), unix(7)). */
final class SocketAddresses {

    static final int AF_UNIX = 1;
    static final int AF_INET = 2;
    static final int AF_INET6 = 10;

    /** Room for each of them. */
    static final int MAX = 128;

    private static final int INET_SIZE = 16;
    private static final int INET6_SIZE = 28;
    private static final int PORT = 2;
    private static final int INET_HOST = 4;
    private static final int INET6_HOST = 8;
    private static final int INET6_SCOPE = 24;
    private static final int UNIX_PATH = 2;
    private static final ValueLayout.OfByte BYTE = ValueLayout.JAVA_BYTE;
    private static final ValueLayout.OfShort FAMILY = ValueLayout.JAVA_SHORT_UNALIGNED;
    private static final ValueLayout.OfShort NETWORK_SHORT =
            ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);
    private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT_UNALIGNED;

    /** Of paths, as the JDK encodes them. */
    private static final Charset PATHS = Charset.forName(System.getProperty("sun.jnu.encoding", "UTF-8"));

    private SocketAddresses() {}

    /** @param family {@link #AF_INET6} also takes IPv4 addresses, mapped */
    static MemorySegment encode(int family, InetSocketAddress address) {
        boolean v6 = family == AF_INET6;
        MemorySegment target = MemorySegment.ofArray(new byte[v6 ? INET6_SIZE : INET_SIZE]);
        target.set(FAMILY, 0, (short) family);
        target.set(NETWORK_SHORT, PORT, (short) address.getPort());
        InetAddress host = address.getAddress();
        if (!v6) {
            copy(host.getAddress(), target, INET_HOST);
        } else if (host instanceof Inet6Address inet6) {
            copy(host.getAddress(), target, INET6_HOST);
            target.set(INT, INET6_SCOPE, inet6.getScopeId());
        } else if (!host.isAnyLocalAddress()) {
            target.set(NETWORK_SHORT, INET6_HOST + 10, (short) -1);
            copy(host.getAddress(), target, INET6_HOST + 12);
        }
        return target;
    }

    static MemorySegment encode(UnixDomainSocketAddress address) {
        byte[] path = address.getPath().toString().getBytes(PATHS);
        MemorySegment target = MemorySegment.ofArray(new byte[UNIX_PATH + path.length + 1]);
        target.set(FAMILY, 0, (short) AF_UNIX);
        copy(path, target, UNIX_PATH);
        return target;
    }

    private static void copy(byte[] source, MemorySegment target, int offset) {
        MemorySegment.copy(source, 0, target, BYTE, offset, source.length);
    }

    /**
     * @param length as reported by the kernel; a Unix domain socket that is not bound has the family only
     * @throws IllegalArgumentException if the family is none of the three
     */
    static SocketAddress decode(MemorySegment source, int length) {
        short family = length < UNIX_PATH ? AF_UNIX : source.get(FAMILY, 0);
        return switch (family) {
            case AF_INET -> new InetSocketAddress(host(source.asSlice(INET_HOST, 4), null), port(source));
            case AF_INET6 ->
                new InetSocketAddress(host(source.asSlice(INET6_HOST, 16), source.get(INT, INET6_SCOPE)), port(source));
            case AF_UNIX -> unix(source.asSlice(UNIX_PATH, Math.clamp(length - UNIX_PATH, 0, MAX - UNIX_PATH)));
            default -> throw new IllegalArgumentException("address family " + family);
        };
    }

    private static int port(MemorySegment source) {
        return Short.toUnsignedInt(source.get(NETWORK_SHORT, PORT));
    }

    /** An IPv4 address that is mapped to IPv6 becomes an {@link Inet4Address} again. */
    private static InetAddress host(MemorySegment source, @Nullable Integer scope) {
        byte[] bytes = source.toArray(BYTE);
        try {
            return scope == null || scope == 0
                    ? InetAddress.getByAddress(bytes)
                    : Inet6Address.getByAddress(null, bytes, scope);
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException(e);
        }
    }

    /** An abstract name, which starts with 0 (unix(7)), is no path. */
    private static UnixDomainSocketAddress unix(MemorySegment path) {
        byte[] bytes = path.toArray(BYTE);
        int end = 0;
        while (end < bytes.length && bytes[end] != 0) {
            end++;
        }
        return UnixDomainSocketAddress.of(new String(bytes, 0, end, PATHS));
    }
}
