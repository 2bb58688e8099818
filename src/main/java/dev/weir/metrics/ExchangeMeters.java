package dev.weir.metrics;

import dev.weir.frame.ExchangeOutcome;
import io.micrometer.core.instrument.LongTaskTimer;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;

/** Registers the meters of {@link ObservedExchanges} at zero, before the first connection. */
public final class ExchangeMeters {

    private ExchangeMeters() {}

    /** Registers the meters that the default convention leads to. */
    public static void register(String listener, String handler, MeterRegistry registry) {
        Tags tags = Tags.of("listener", listener, "handler", handler);
        for (ExchangeOutcome outcome : ExchangeOutcome.values()) {
            Timer.builder(DefaultExchangeObservationConvention.NAME)
                    .description("Exchanges, from the complete frame to its written reply")
                    .tags(tags.and("error", "none", "outcome", DefaultExchangeObservationConvention.label(outcome)))
                    .register(registry);
        }
        LongTaskTimer.builder(DefaultExchangeObservationConvention.NAME + ".active")
                .description("Exchanges in progress now")
                .tags(tags)
                .register(registry);
    }
}
