package dev.weir.upstream;

import dev.weir.net.IpLiteral;
import dev.weir.stream.StreamAddress;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * The addresses of a target's host, which change while the process runs. A failed lookup keeps those of the last one: a name
 * server that is down must not take the targets with it. Any thread.
 */
final class TargetAddresses {

    private final StreamAddress.Inet target;
    private final NameLookup lookup;
    private final AtomicInteger turn = new AtomicInteger();
    private volatile List<InetSocketAddress> known = List.of();
    private volatile @Nullable UnknownHostException failure;

    TargetAddresses(StreamAddress.Inet target, NameLookup lookup) {
        this.target = target;
        this.lookup = lookup;
    }

    /** Whether the host is a name: an IP address need not be looked up. */
    boolean isName() {
        try {
            InetAddress _ = IpLiteral.parse(target.host());
            return false;
        } catch (IllegalArgumentException _) {
            return true;
        }
    }

    /**
     * Returns all addresses. Each call begins with the next one, so that the addresses of a name share its connections. Only the
     * first lookup is made here: a name server that does not answer must not delay every connect.
     *
     * @throws UnknownHostException if the host has no address
     */
    List<InetSocketAddress> next() throws UnknownHostException {
        List<InetSocketAddress> addresses = known.isEmpty() ? first() : known;
        var rotated = new ArrayList<>(addresses);
        Collections.rotate(rotated, -Math.floorMod(turn.getAndIncrement(), addresses.size()));
        return rotated;
    }

    /**
     * Looks the host up.
     *
     * @throws UnknownHostException if that fails; the addresses known so far stay
     */
    List<InetSocketAddress> lookUp() throws UnknownHostException {
        try {
            List<InetSocketAddress> found = lookup.lookUp(target.host()).stream()
                    .map(address -> new InetSocketAddress(address, target.port()))
                    .toList();
            known = found;
            return found;
        } catch (UnknownHostException e) {
            failure = e;
            throw e;
        }
    }

    private List<InetSocketAddress> first() throws UnknownHostException {
        UnknownHostException before = failure;
        if (before == null) {
            return lookUp();
        }
        throw (UnknownHostException) new UnknownHostException(before.getMessage()).initCause(before);
    }
}
