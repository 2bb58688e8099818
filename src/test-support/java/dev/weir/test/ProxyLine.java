package dev.weir.test;

import java.net.Inet6Address;
import java.net.InetSocketAddress;

/** The header of the PROXY protocol, version 1. */
final class ProxyLine {

    private ProxyLine() {}

    /** Names a client, and a destination of the same family that nothing depends on. */
    static String of(InetSocketAddress client) {
        boolean v6 = client.getAddress() instanceof Inet6Address;
        return "PROXY %s %s %s %d 443\r\n"
                .formatted(
                        v6 ? "TCP6" : "TCP4",
                        client.getAddress().getHostAddress(),
                        v6 ? "::1" : "127.0.0.1",
                        client.getPort());
    }
}
