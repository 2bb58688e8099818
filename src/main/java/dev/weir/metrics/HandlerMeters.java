package dev.weir.metrics;

import io.micrometer.core.instrument.LongTaskTimer;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import org.jspecify.annotations.Nullable;

/** The meters that {@link ObservedHandler} with the default convention and {@link TimedHandler} record. */
public final class HandlerMeters {

    private HandlerMeters() {}

    /** Registers the meters of a listener at zero, before the first connection. */
    public static void register(String listener, String handler, MeterRegistry registry) {
        timer(listener, handler, null, registry);
        active(listener, handler, registry);
    }

    /** Returns the timer of runs that have ended alike; the failure's class becomes a tag as Micrometer does it. */
    static Timer timer(String listener, String handler, @Nullable Throwable failure, MeterRegistry registry) {
        String error = failure == null ? "none" : failure.getClass().getSimpleName();
        return Timer.builder(DefaultHandlerObservationConvention.NAME)
                .description("Handlers' runs, from call to return")
                .tags(tags(listener, handler).and("error", error))
                .register(registry);
    }

    static LongTaskTimer active(String listener, String handler, MeterRegistry registry) {
        return LongTaskTimer.builder(DefaultHandlerObservationConvention.NAME + ".active")
                .description("Handlers running now")
                .tags(tags(listener, handler))
                .register(registry);
    }

    private static Tags tags(String listener, String handler) {
        return Tags.of("listener", listener, "handler", handler);
    }
}
