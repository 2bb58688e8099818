package dev.weir.server;

import dev.weir.capture.Captures;
import dev.weir.observe.ConnectionObserver;
import dev.weir.observe.ListenerStatistics;
import dev.weir.observe.ObservedConnection;
import dev.weir.observe.ObservedTransport;
import dev.weir.stream.Transport;
import org.jspecify.annotations.Nullable;

/**
 * How a listener is observed.
 *
 * @param statistics the listener's counts
 * @param observer receives the events of all connections
 * @param counting whether bytes are counted; otherwise their counts stay at zero
 * @param captures record streams; {@code null} if they are not available, and connections have no layer for them
 */
public record ListenerObservation(
        ListenerStatistics statistics,
        ConnectionObserver observer,
        boolean counting,
        @Nullable Captures captures) {

    /** Puts the layers that see the application's bytes on a transport. */
    Transport observe(Transport transport, ObservedConnection connection) {
        Transport captured = captures == null ? transport : captures.layer(transport, statistics.listener());
        return counting ? new ObservedTransport(captured, connection) : captured;
    }
}
