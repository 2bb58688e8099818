package dev.weir.capture;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;

/** The addresses of a conversation's packets: two IP addresses of the same length, and their ports. */
final class Flow {

    private static final int IPV4 = 4;
    private static final int IPV6 = 16;

    /** The first of the ports that nothing else uses (RFC 6335 section 6), and their number. */
    private static final int FIRST_DYNAMIC_PORT = 49_152;

    private static final int DYNAMIC_PORTS = 16_384;

    private final byte[] client;
    private final int clientPort;
    private final byte[] server;
    private final int serverPort;

    private Flow(byte[] client, int clientPort, byte[] server, int serverPort) {
        this.client = client;
        this.clientPort = clientPort;
        this.server = server;
        this.serverPort = serverPort;
    }

    /**
     * Returns the addresses of a connection. Those of Unix domain sockets are shown as 127.0.0.1. If one side has an IPv4 address
     * and the other an IPv6 one, as with PROXY protocol, the former becomes an IPv4-mapped one (RFC 4291 section 2.5.5.2).
     *
     * @param id the stream's, from which the ports of Unix domain sockets are made
     */
    static Flow of(SocketAddress remote, SocketAddress local, long id) {
        byte[] client = ip(remote);
        byte[] server = ip(local);
        int length = Math.max(client.length, server.length);
        return new Flow(
                extend(client, length),
                port(remote, FIRST_DYNAMIC_PORT + (int) (id % DYNAMIC_PORTS)),
                extend(server, length),
                port(local, 1));
    }

    private static byte[] ip(SocketAddress address) {
        return address instanceof InetSocketAddress inet && !inet.isUnresolved()
                ? inet.getAddress().getAddress()
                : InetAddress.ofLiteral("127.0.0.1").getAddress();
    }

    private static int port(SocketAddress address, int otherwise) {
        return address instanceof InetSocketAddress inet ? inet.getPort() : otherwise;
    }

    private static byte[] extend(byte[] address, int length) {
        if (address.length == length) {
            return address;
        }
        byte[] mapped = new byte[IPV6];
        mapped[10] = -1;
        mapped[11] = -1;
        System.arraycopy(address, 0, mapped, IPV6 - IPV4, IPV4);
        return mapped;
    }

    boolean isIpv6() {
        return client.length == IPV6;
    }

    byte[] source(boolean fromClient) {
        return fromClient ? client : server;
    }

    byte[] destination(boolean fromClient) {
        return fromClient ? server : client;
    }

    int sourcePort(boolean fromClient) {
        return fromClient ? clientPort : serverPort;
    }

    int destinationPort(boolean fromClient) {
        return fromClient ? serverPort : clientPort;
    }
}
