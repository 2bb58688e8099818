package dev.weir.stream;

import java.net.Inet6Address;
import java.net.InetSocketAddress;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Queue;

/** The order in which addresses are tried. */
final class AddressOrder {

    private AddressOrder() {}

    /**
     * Alternates between IPv6 and IPv4, starting with the family of the first address and keeping the order within each (RFC
     * 8305 section 4), so that a family that does not work delays the other one by a single attempt. Drops duplicates.
     */
    static List<InetSocketAddress> alternating(Collection<InetSocketAddress> preferred) {
        Queue<InetSocketAddress> next = new ArrayDeque<>();
        Queue<InetSocketAddress> other = new ArrayDeque<>();
        boolean first = preferred.iterator().next().getAddress() instanceof Inet6Address;
        preferred.stream()
                .distinct()
                .forEach(
                        address -> (address.getAddress() instanceof Inet6Address == first ? next : other).add(address));
        List<InetSocketAddress> ordered = new ArrayList<>();
        while (!next.isEmpty() || !other.isEmpty()) {
            addHead(next, ordered);
            addHead(other, ordered);
        }
        return ordered;
    }

    private static void addHead(Queue<InetSocketAddress> from, List<InetSocketAddress> to) {
        InetSocketAddress head = from.poll();
        if (head != null) {
            to.add(head);
        }
    }
}
