package dev.weir.metrics;

import dev.weir.frame.ExchangeOutcome;
import dev.weir.frame.FrameSession;
import io.micrometer.common.KeyValues;
import io.micrometer.observation.transport.Kind;
import io.micrometer.observation.transport.Propagator;
import io.micrometer.observation.transport.ReceiverContext;
import org.jspecify.annotations.Nullable;

/**
 * The context of an observed exchange: a frame, its handling and the reply. Its span has the kind SERVER and begins a new
 * trace, because a frame carries no trace id of the client that Weir could read, and a connection may live for days.
 */
public final class ExchangeContext extends ReceiverContext<FrameSession> {

    private static final Propagator.Getter<FrameSession> NO_HEADERS = new NoHeaders();

    private final String listener;
    private final String handler;
    private final FrameSession session;
    private final KeyValues connection;
    private @Nullable ExchangeOutcome outcome;

    ExchangeContext(String listener, String handler, FrameSession session, KeyValues connection) {
        super(NO_HEADERS, Kind.SERVER);
        this.listener = listener;
        this.handler = handler;
        this.session = session;
        this.connection = connection;
        setCarrier(session);
    }

    /** The listener's name. */
    public String listener() {
        return listener;
    }

    /** The handler bean's name. */
    public String handler() {
        return handler;
    }

    /** The session of the frame's connection, for its id and address. */
    public FrameSession session() {
        return session;
    }

    /** How the exchange has ended; {@code null} before that. */
    public @Nullable ExchangeOutcome outcome() {
        return outcome;
    }

    /** Keys of the frame's connection, made once for all its frames. */
    KeyValues connection() {
        return connection;
    }

    void setOutcome(ExchangeOutcome outcome) {
        this.outcome = outcome;
    }

    private static final class NoHeaders implements Propagator.Getter<FrameSession> {

        @Override
        public @Nullable String get(FrameSession session, String key) {
            return null;
        }
    }
}
