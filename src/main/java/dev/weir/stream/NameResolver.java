package dev.weir.stream;

import java.net.InetAddress;
import java.net.UnknownHostException;

/** Returns all addresses of a host, at least one, in order of preference. Blocks. */
@FunctionalInterface
interface NameResolver {

    /** The operating system's, with the JDK's cache. */
    NameResolver SYSTEM = InetAddress::getAllByName;

    InetAddress[] resolve(String host) throws UnknownHostException;
}
