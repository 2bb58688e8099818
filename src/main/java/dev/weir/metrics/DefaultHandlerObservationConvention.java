package dev.weir.metrics;

import io.micrometer.common.KeyValues;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;

/**
 * The observation {@code tcp.server.handler}, with the tags {@code listener} and {@code handler}. Its span has the
 * addresses as well, under the names of OpenTelemetry's semantic conventions (attributes {@code network.*}).
 */
final class DefaultHandlerObservationConvention implements HandlerObservationConvention {

    static final String NAME = "tcp.server.handler";

    @Override
    public String getName() {
        return NAME;
    }

    @Override
    public String getContextualName(HandlerContext context) {
        return "tcp " + context.listener();
    }

    @Override
    public KeyValues getLowCardinalityKeyValues(HandlerContext context) {
        return KeyValues.of("listener", context.listener(), "handler", context.handler());
    }

    /**
     * Empty until the handler has ended. Only a span has these, at its end; waiting streams need not keep them in
     * memory.
     */
    @Override
    public KeyValues getHighCardinalityKeyValues(HandlerContext context) {
        if (!context.isOver()) {
            return KeyValues.empty();
        }
        SocketAddress peer = context.stream().remoteAddress();
        return KeyValues.of(
                        "weir.stream.id",
                        Long.toString(context.stream().id()),
                        "network.transport",
                        peer instanceof InetSocketAddress ? "tcp" : "unix")
                .and(address("network.peer", peer))
                .and(address("network.local", context.stream().localAddress()));
    }

    private static KeyValues address(String prefix, SocketAddress address) {
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
