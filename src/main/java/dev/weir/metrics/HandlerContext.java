package dev.weir.metrics;

import dev.weir.stream.TcpStream;
import io.micrometer.observation.Observation;

/** What is known when a handler's run is observed. */
public final class HandlerContext extends Observation.Context {

    private final String listener;
    private final String handler;
    private final TcpStream stream;
    private boolean over;

    HandlerContext(String listener, String handler, TcpStream stream) {
        this.listener = listener;
        this.handler = handler;
        this.stream = stream;
    }

    /** The listener's name. */
    public String listener() {
        return listener;
    }

    /** The handler bean's name. */
    public String handler() {
        return handler;
    }

    /** The stream being handled, for its id and addresses. */
    public TcpStream stream() {
        return stream;
    }

    /** Whether the handler has returned or thrown. */
    public boolean isOver() {
        return over;
    }

    void over() {
        over = true;
    }
}
