package dev.weir.metrics;

import dev.weir.observe.ClientObserver;
import dev.weir.observe.ClientStatistics;
import dev.weir.observe.RequestObservation;
import dev.weir.observe.RequestOutcome;
import dev.weir.observe.TargetStatistics;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationRegistry;
import org.jspecify.annotations.Nullable;

/**
 * Observes each request: a timer, a long task timer while it is in progress, and, with a tracing bridge on the class path, a span
 * in the caller's trace.
 */
public final class ObservedRequests implements ClientObserver {

    private static final RequestObservationConvention DEFAULT = new DefaultRequestObservationConvention();

    private final ObservationRegistry registry;
    private final @Nullable RequestObservationConvention convention;

    /** @param convention the application's, or {@code null} for the default one */
    public ObservedRequests(ObservationRegistry registry, @Nullable RequestObservationConvention convention) {
        this.registry = registry;
        this.convention = convention;
    }

    @Override
    public RequestObservation requestBegun(ClientStatistics client) {
        var context = new RequestContext(client);
        Observation observation = Observation.createNotStarted(convention, DEFAULT, () -> context, registry);
        return observation.isNoop() ? RequestObservation.NONE : new ObservedRequest(context, observation.start());
    }

    private static final class ObservedRequest implements RequestObservation {

        private final RequestContext context;
        private final Observation observation;
        private final Observation.Scope scope;

        ObservedRequest(RequestContext context, Observation observation) {
            this.context = context;
            this.observation = observation;
            this.scope = observation.openScope();
        }

        @Override
        public void connected(TargetStatistics target) {
            context.setTarget(target);
        }

        @Override
        public void ended(RequestOutcome outcome, @Nullable Throwable failure) {
            context.setOutcome(outcome);
            if (failure != null) {
                observation.error(failure);
            }
            scope.close();
            observation.stop();
        }
    }
}
