package dev.weir.autoconfigure;

import dev.weir.metrics.MeasuredHandler;
import dev.weir.stream.TcpStreamHandler;

/** Times the runs of handlers without an Observation, where nothing but meters would come of one. */
@FunctionalInterface
interface HandlerTiming {

    /**
     * Returns a handler that runs the given one and records how long it ran.
     *
     * @param listener the listener's name
     * @param name the handler bean's name
     */
    MeasuredHandler timed(TcpStreamHandler handler, String listener, String name);
}
