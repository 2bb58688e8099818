package dev.weir.metrics;

import io.micrometer.common.KeyValues;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.util.ArrayList;
import java.util.List;

/** Keys that say whose connection a span belongs to, under OpenTelemetry's names (attributes {@code network.*}). */
final class NetworkKeys {

    /** Six keys and their values. */
    private static final int MAX = 12;

    private NetworkKeys() {}

    /** Returns the keys at once: merging sorted keys would cost more than making them. */
    static KeyValues of(long streamId, SocketAddress peer, SocketAddress... local) {
        var keys = new ArrayList<String>(MAX);
        keys.add("weir.stream.id");
        keys.add(Long.toString(streamId));
        keys.add("network.transport");
        keys.add(peer instanceof InetSocketAddress ? "tcp" : "unix");
        addAddress(keys, "network.peer.address", "network.peer.port", peer);
        for (SocketAddress address : local) {
            addAddress(keys, "network.local.address", "network.local.port", address);
        }
        return KeyValues.of(keys.toArray(String[]::new));
    }

    private static void addAddress(List<String> keys, String addressKey, String portKey, SocketAddress address) {
        switch (address) {
            case InetSocketAddress inet -> {
                keys.add(addressKey);
                keys.add(inet.getAddress().getHostAddress());
                keys.add(portKey);
                keys.add(Integer.toString(inet.getPort()));
            }
            case UnixDomainSocketAddress unix
            when !unix.getPath().toString().isEmpty() -> {
                keys.add(addressKey);
                keys.add(unix.getPath().toString());
            }
            default -> {}
        }
    }
}
