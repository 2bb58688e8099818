package dev.weir.metrics;

import dev.weir.observe.ClientStatistics;
import dev.weir.observe.RequestOutcome;
import io.micrometer.core.instrument.LongTaskTimer;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.List;

/** The meters that {@link ObservedRequests} with the default convention and {@link TimedRequests} record. */
public final class RequestMeters {

    private static final String NO_ERROR = "none";

    private RequestMeters() {}

    /** Registers the meters of a client at zero, before the first request: each outcome with the errors that it usually has. */
    public static void register(ClientStatistics client, MeterRegistry registry) {
        for (RequestOutcome outcome : RequestOutcome.values()) {
            usualErrors(outcome).forEach(error -> timer(client, outcome, error, registry));
        }
        active(client, registry);
    }

    /** Names of exceptions, most of which are classes of the package of clients, which this one does not need otherwise. */
    private static List<String> usualErrors(RequestOutcome outcome) {
        return switch (outcome) {
            case REPLIED -> List.of(NO_ERROR);
            case TIMEOUT -> List.of("SocketTimeoutException");
            case CLOSED -> List.of("UpstreamClosedException");
            case REJECTED -> List.of("PoolFullException", "AcquireTimeoutException", "UpstreamUnavailableException");
        };
    }

    /** Returns the timer of requests that have ended alike; the failure's class becomes a tag as Micrometer does it. */
    static Timer timer(ClientStatistics client, RequestOutcome outcome, String error, MeterRegistry registry) {
        return Timer.builder(DefaultRequestObservationConvention.NAME)
                .description("Requests, from the call to the reply")
                .tags(ClientMeters.tags(client).and("error", error, "outcome", outcome.label()))
                .register(registry);
    }

    /** Returns the timer of requests with a reply. */
    static Timer replied(ClientStatistics client, MeterRegistry registry) {
        return timer(client, RequestOutcome.REPLIED, NO_ERROR, registry);
    }

    static LongTaskTimer active(ClientStatistics client, MeterRegistry registry) {
        return LongTaskTimer.builder(DefaultRequestObservationConvention.NAME + ".active")
                .description("Requests in progress now")
                .tags(ClientMeters.tags(client))
                .register(registry);
    }
}
