package dev.weir.metrics;

import dev.weir.observe.ClientObserver;
import dev.weir.observe.ClientStatistics;
import dev.weir.observe.RequestObservation;
import dev.weir.observe.RequestOutcome;
import io.micrometer.core.instrument.LongTaskTimer;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Records the meters of each request and nothing else: the same as those of {@link ObservedRequests} with the default convention,
 * without the cost of an Observation.
 */
public final class TimedRequests implements ClientObserver {

    private final MeterRegistry registry;
    private final Map<ClientStatistics, Meters> meters = new ConcurrentHashMap<>();

    public TimedRequests(MeterRegistry registry) {
        this.registry = registry;
    }

    @Override
    public RequestObservation requestBegun(ClientStatistics client) {
        Meters ofClient = meters.computeIfAbsent(client, c -> Meters.of(c, registry));
        return new TimedRequest(ofClient, ofClient.active().start(), Timer.start(registry));
    }

    private record Meters(ClientStatistics client, LongTaskTimer active, Timer replied, MeterRegistry registry) {

        static Meters of(ClientStatistics client, MeterRegistry registry) {
            return new Meters(
                    client, RequestMeters.active(client, registry), RequestMeters.replied(client, registry), registry);
        }

        Timer timer(RequestOutcome outcome, @Nullable Throwable failure) {
            return failure == null
                    ? replied
                    : RequestMeters.timer(client, outcome, failure.getClass().getSimpleName(), registry);
        }
    }

    private record TimedRequest(Meters meters, LongTaskTimer.Sample active, Timer.Sample time)
            implements RequestObservation {

        @Override
        public void ended(RequestOutcome outcome, @Nullable Throwable failure) {
            time.stop(meters.timer(outcome, failure));
            active.stop();
        }
    }
}
