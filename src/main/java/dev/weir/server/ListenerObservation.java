package dev.weir.server;

import dev.weir.observe.ConnectionObserver;
import dev.weir.observe.ListenerStatistics;
import dev.weir.observe.ObservedConnection;
import dev.weir.observe.ObservedTransport;
import dev.weir.stream.Transport;

/**
 * Who watches a listener.
 *
 * @param statistics its own figures
 * @param observer everybody who hears of its connections
 * @param counting whether bytes are counted; without it the figures stay at zero
 */
public record ListenerObservation(ListenerStatistics statistics, ConnectionObserver observer, boolean counting) {

    Transport observe(Transport transport, ObservedConnection connection) {
        return counting ? new ObservedTransport(transport, connection) : transport;
    }
}
