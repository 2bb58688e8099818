package dev.weir.upstream;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;

/** Looks up the addresses of a host. Blocks. */
@FunctionalInterface
interface NameLookup {

    /** The system's. The JVM keeps its answers for {@code networkaddress.cache.ttl} seconds. */
    NameLookup SYSTEM = host -> List.of(InetAddress.getAllByName(host));

    /** Returns at least one address, in the system's order of preference. */
    List<InetAddress> lookUp(String host) throws UnknownHostException;
}
