package dev.weir.upstream;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;

/** Looks up the addresses of a host. Blocks. */
@FunctionalInterface
interface NameLookup {

    /**
     * The system's. The JVM keeps its answers for {@code networkaddress.cache.ttl} seconds, 30 by default and 1 in the service, and
     * its failures for {@code networkaddress.cache.negative.ttl}, 10: a lookup before that finds the old addresses. Only the
     * application may change that, since it is the whole process's.
     */
    NameLookup SYSTEM = host -> List.of(InetAddress.getAllByName(host));

    /** Returns at least one address, in the system's order of preference. */
    List<InetAddress> lookUp(String host) throws UnknownHostException;
}
