package dev.weir.server;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Counts each client's open connections. IPv6 clients are told apart by the first 64 bits of their address (RFC 6177). A
 * client without connections has no entry, so there are never more entries than connections. Any thread.
 */
final class ClientCounts {

    private final int max;
    private final Map<Client, Integer> counts = new ConcurrentHashMap<>();

    /** @param max connections of one client; 0 for no limit */
    ClientCounts(int max) {
        this.max = max;
    }

    boolean tryAcquire(InetAddress address) {
        if (max == 0) {
            return true;
        }
        // Decided under the map's lock, so that the count never exceeds the maximum, not even for a moment.
        var admitted = new AtomicBoolean();
        counts.compute(Client.of(address), (_, count) -> {
            int before = count == null ? 0 : count;
            admitted.setPlain(before < max);
            return Math.min(before + 1, max);
        });
        return admitted.getPlain();
    }

    void release(InetAddress address) {
        if (max > 0) {
            counts.computeIfPresent(Client.of(address), (_, count) -> count == 1 ? null : count - 1);
        }
    }

    int clients() {
        return counts.size();
    }

    /** A client's IPv4 address, or its IPv6 network: a client can choose the rest of the address. */
    private record Client(boolean ipv6, long network) {

        static Client of(InetAddress address) {
            boolean ipv6 = address instanceof Inet6Address;
            ByteBuffer bytes = ByteBuffer.wrap(address.getAddress());
            return new Client(ipv6, ipv6 ? bytes.getLong() : bytes.getInt());
        }
    }
}
