package dev.weir.server;

import dev.weir.stream.ListenerOptions;
import dev.weir.stream.StreamAddress;

/**
 * A listener as defined by its settings.
 *
 * @param name as in {@code weir.listeners.<name>}
 * @param address where to listen
 * @param handlerName the handler bean's name
 * @param options options of the server socket and of the streams
 * @param limits limits on connections
 * @param timeouts timeouts of a connection
 * @param rate limits on bytes per second
 * @param layers protocols below the application's
 */
public record ListenerDefinition(
        String name,
        StreamAddress address,
        String handlerName,
        ListenerOptions options,
        Limits limits,
        Timeouts timeouts,
        RateSettings rate,
        ConnectionLayers layers) {

    /** Whether the streams are encrypted. */
    public boolean isTls() {
        return layers.tls() != null;
    }
}
