package dev.weir.metrics;

import dev.weir.frame.ExchangeOutcome;
import io.micrometer.core.instrument.LongTaskTimer;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import org.jspecify.annotations.Nullable;

/** The meters that {@link ObservedExchanges} with the default convention and {@link TimedExchanges} record. */
public final class ExchangeMeters {

    private ExchangeMeters() {}

    /** Registers the meters of a listener at zero, before the first connection. */
    public static void register(String listener, String handler, MeterRegistry registry) {
        for (ExchangeOutcome outcome : ExchangeOutcome.values()) {
            timer(listener, handler, outcome, null, registry);
        }
        active(listener, handler, registry);
    }

    /** Returns the timer of exchanges that have ended alike; the failure's class becomes a tag as Micrometer does it. */
    static Timer timer(
            String listener,
            String handler,
            ExchangeOutcome outcome,
            @Nullable Throwable failure,
            MeterRegistry registry) {
        String error = failure == null ? "none" : failure.getClass().getSimpleName();
        return Timer.builder(DefaultExchangeObservationConvention.NAME)
                .description("Exchanges, from the complete frame to its written reply")
                .tags(tags(listener, handler)
                        .and("error", error, "outcome", DefaultExchangeObservationConvention.label(outcome)))
                .register(registry);
    }

    static LongTaskTimer active(String listener, String handler, MeterRegistry registry) {
        return LongTaskTimer.builder(DefaultExchangeObservationConvention.NAME + ".active")
                .description("Exchanges in progress now")
                .tags(tags(listener, handler))
                .register(registry);
    }

    private static Tags tags(String listener, String handler) {
        return Tags.of("listener", listener, "handler", handler);
    }
}
