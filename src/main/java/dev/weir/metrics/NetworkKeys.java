package dev.weir.metrics;

import io.micrometer.common.KeyValues;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;

/** Keys that say whose connection a span belongs to, under OpenTelemetry's names (attributes {@code network.*}). */
final class NetworkKeys {

    private NetworkKeys() {}

    static KeyValues of(long streamId, SocketAddress peer) {
        return KeyValues.of(
                        "weir.stream.id",
                        Long.toString(streamId),
                        "network.transport",
                        peer instanceof InetSocketAddress ? "tcp" : "unix")
                .and(address("network.peer", peer));
    }

    static KeyValues address(String prefix, SocketAddress address) {
        return switch (address) {
            case InetSocketAddress inet ->
                KeyValues.of(
                        prefix + ".address", inet.getAddress().getHostAddress(),
                        prefix + ".port", Integer.toString(inet.getPort()));
            case UnixDomainSocketAddress unix
            when !unix.getPath().toString().isEmpty() ->
                KeyValues.of(prefix + ".address", unix.getPath().toString());
            default -> KeyValues.empty();
        };
    }
}
