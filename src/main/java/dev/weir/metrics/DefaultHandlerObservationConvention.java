package dev.weir.metrics;

import dev.weir.stream.TcpStream;
import io.micrometer.common.KeyValues;

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
        TcpStream stream = context.stream();
        return NetworkKeys.of(stream.id(), stream.remoteAddress(), stream.localAddress());
    }
}
