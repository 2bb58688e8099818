package dev.weir.metrics;

import dev.weir.stream.TcpStreamHandler;

/** A handler each of whose runs is measured. */
public sealed interface MeasuredHandler extends TcpStreamHandler permits ObservedHandler, TimedHandler {

    /** Whether the handler divides streams into frames. */
    boolean isFramed();
}
