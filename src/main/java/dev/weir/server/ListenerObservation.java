package dev.weir.server;

import dev.weir.observe.ConnectionObserver;
import dev.weir.observe.ListenerStatistics;
import dev.weir.observe.ObservedConnection;
import dev.weir.observe.ObservedTransport;
import dev.weir.stream.Transport;

/**
 * How a listener is observed.
 *
 * @param statistics the listener's counts
 * @param observer receives the events of all connections
 * @param counting whether bytes are counted; otherwise their counts stay at zero
 */
public record ListenerObservation(ListenerStatistics statistics, ConnectionObserver observer, boolean counting) {

    Transport observe(Transport transport, ObservedConnection connection) {
        return counting ? new ObservedTransport(transport, connection) : transport;
    }
}
