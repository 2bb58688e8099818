package dev.weir.server;

import dev.weir.stream.ListenerOptions;
import dev.weir.stream.StreamAddress;

/**
 * A listener as its settings define it.
 *
 * @param name as in {@code weir.listeners.<name>}
 * @param address where to listen
 * @param handlerName the handler bean's name
 * @param options how to bind, and what its streams are like
 * @param limits who may connect
 * @param timeouts how long a connection may take
 * @param layers what comes before the application's bytes
 */
public record ListenerDefinition(
        String name,
        StreamAddress address,
        String handlerName,
        ListenerOptions options,
        Limits limits,
        Timeouts timeouts,
        ConnectionLayers layers) {

    /** Whether its streams are encrypted. */
    public boolean isTls() {
        return layers.tls() != null;
    }
}
