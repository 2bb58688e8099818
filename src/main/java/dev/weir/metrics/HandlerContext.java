package dev.weir.metrics;

import dev.weir.stream.TcpStream;
import io.micrometer.observation.transport.Kind;
import io.micrometer.observation.transport.Propagator;
import io.micrometer.observation.transport.ReceiverContext;
import org.jspecify.annotations.Nullable;

/**
 * The context of an observed run of a handler. Its span has the kind SERVER and begins a new trace, because a stream of
 * bytes carries no trace id of the client.
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

    void setOver() {
        over = true;
    }

    private static final class NoHeaders implements Propagator.Getter<TcpStream> {

        @Override
        public @Nullable String get(TcpStream stream, String key) {
            return null;
        }
    }
}
