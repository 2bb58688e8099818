package dev.weir.upstream;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Orders the addresses of one target for a connection, by the same {@link Balance} as targets: in turn, always the first one, or by
 * the client's address. Any thread.
 */
final class AddressPreference {

    private final Balance balance;
    private final AtomicInteger turn = new AtomicInteger();

    AddressPreference(Balance balance) {
        this.balance = balance;
    }

    /**
     * Returns all addresses, the one to begin with first.
     *
     * @param addresses in the system's order of preference
     * @param slow addresses that come last
     */
    List<InetSocketAddress> order(List<InetSocketAddress> addresses, Set<SocketAddress> slow, @Nullable Origin origin) {
        if (addresses.size() == 1) {
            return addresses;
        }
        var ordered = new ArrayList<>(addresses);
        switch (balance) {
            case FIRST -> {}
            case ROUND_ROBIN, LEAST_CONNECTIONS, RANDOM -> rotate(ordered);
            case SOURCE_HASH -> {
                InetAddress client = Rendezvous.client(origin);
                if (client == null) {
                    rotate(ordered);
                } else {
                    ordered.sort(Rendezvous.ranking(
                            client, address -> address.getAddress().getHostAddress()));
                }
            }
        }
        ordered.sort(Comparator.comparing(slow::contains));
        return ordered;
    }

    private void rotate(List<InetSocketAddress> addresses) {
        Collections.rotate(addresses, -Math.floorMod(turn.getAndIncrement(), addresses.size()));
    }
}
