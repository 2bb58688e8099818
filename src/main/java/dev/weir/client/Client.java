package dev.weir.client;

import dev.weir.observe.ClientStatistics;
import dev.weir.upstream.Target;
import java.util.List;

/** What clients for bytes and clients for frames have in common. Any thread. */
public interface Client extends AutoCloseable {

    /** The name, in meters and messages. */
    String name();

    /** The client's counts and gauges. */
    ClientStatistics statistics();

    /** What the client connects to. */
    List<Target> targets();

    /** Starts to watch targets and connections. */
    void start();

    /**
     * Closes the client and its upstream: callers that wait for a connection fail at once, and idle connections are closed in
     * order. Repeating it has no effect.
     */
    @Override
    void close();
}
