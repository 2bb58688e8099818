package dev.weir.metrics;

import dev.weir.frame.ExchangeObserver;
import dev.weir.frame.ExchangeOutcome;
import dev.weir.frame.FrameSession;
import io.micrometer.common.KeyValues;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationRegistry;
import org.jspecify.annotations.Nullable;

/**
 * Observes each exchange: a timer, a long task timer while it is in progress, and, with a tracing bridge on the class path, a
 * span whose trace id is in the handler's log lines.
 */
public final class ObservedExchanges implements ExchangeObserver {

    private static final ExchangeObservationConvention DEFAULT = new DefaultExchangeObservationConvention();

    private static final Exchange UNOBSERVED = (_, _) -> {};

    private final String listener;
    private final String handler;
    private final ObservationRegistry registry;
    private final @Nullable ExchangeObservationConvention convention;

    /** Keys of the connection, which are the same in all its spans; empty if there is no connection yet. */
    private final KeyValues connection;

    /**
     * @param listener the listener's name
     * @param handler the handler bean's name
     * @param convention the application's, or {@code null} for the default one
     */
    public ObservedExchanges(
            String listener,
            String handler,
            ObservationRegistry registry,
            @Nullable ExchangeObservationConvention convention) {
        this(listener, handler, registry, convention, KeyValues.empty());
    }

    private ObservedExchanges(
            String listener,
            String handler,
            ObservationRegistry registry,
            @Nullable ExchangeObservationConvention convention,
            KeyValues connection) {
        this.listener = listener;
        this.handler = handler;
        this.registry = registry;
        this.convention = convention;
        this.connection = connection;
    }

    @Override
    public ExchangeObserver of(FrameSession session) {
        return new ObservedExchanges(
                listener, handler, registry, convention, NetworkKeys.of(session.id(), session.remoteAddress()));
    }

    @Override
    public Exchange begin(FrameSession session) {
        var context = new ExchangeContext(listener, handler, session, connection);
        Observation observation = Observation.createNotStarted(convention, DEFAULT, () -> context, registry);
        return observation.isNoop() ? UNOBSERVED : new ObservedExchange(context, observation.start());
    }

    private static final class ObservedExchange implements Exchange {

        private final ExchangeContext context;
        private final Observation observation;
        private final Observation.Scope scope;

        ObservedExchange(ExchangeContext context, Observation observation) {
            this.context = context;
            this.observation = observation;
            this.scope = observation.openScope();
        }

        @Override
        public void end(ExchangeOutcome outcome, @Nullable Throwable failure) {
            context.setOutcome(outcome);
            if (failure != null) {
                observation.error(failure);
            }
            scope.close();
            observation.stop();
        }
    }
}
