package dev.weir.metrics;

import io.micrometer.core.instrument.LongTaskTimer;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;

/** Registers the meters of {@link ObservedHandler} at zero, before the first connection. */
public final class HandlerMeters {

    private HandlerMeters() {}

    /** Registers the meters of the default convention. */
    public static void register(String listener, String handler, MeterRegistry registry) {
        Tags tags = Tags.of("listener", listener, "handler", handler);
        Timer.builder(DefaultHandlerObservationConvention.NAME)
                .description("Handlers' runs, from call to return")
                .tags(tags.and("error", "none"))
                .register(registry);
        LongTaskTimer.builder(DefaultHandlerObservationConvention.NAME + ".active")
                .description("Handlers running now")
                .tags(tags)
                .register(registry);
    }
}
