package dev.weir.metrics;

import dev.weir.stream.TcpStream;
import io.micrometer.observation.transport.Kind;
import io.micrometer.observation.transport.Propagator;
import io.micrometer.observation.transport.ReceiverContext;
import org.jspecify.annotations.Nullable;

/**
 * What is known when a handler's run is observed. Its span has the kind SERVER; a stream of bytes carries no trace of the
 * client's, so the span begins a trace of its own.
 */
public final class HandlerContext extends ReceiverContext<TcpStream> {

    private static final Propagator.Getter<TcpStream> NO_HEADERS = new NoHeaders();

    private final String listener;
    private final String handler;
    private final TcpStream stream;
    private boolean over;

    HandlerContext(String listener, String handler, TcpStream stream) {
        super(NO_HEADERS, Kind.SERVER);
        this.listener = listener;
        this.handler = handler;
        this.stream = stream;
        setCarrier(stream);
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

    private static final class NoHeaders implements Propagator.Getter<TcpStream> {

        @Override
        public @Nullable String get(TcpStream stream, String key) {
            return null;
        }
    }
}
