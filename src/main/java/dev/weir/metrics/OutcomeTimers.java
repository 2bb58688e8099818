package dev.weir.metrics;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.function.Function;

/** Timers of what may end in several ways, and in a millisecond or in many seconds. */
final class OutcomeTimers {

    private static final Duration[] BUCKETS = {
        Duration.ofMillis(1),
        Duration.ofMillis(10),
        Duration.ofMillis(100),
        Duration.ofSeconds(1),
        Duration.ofSeconds(10)
    };

    private OutcomeTimers() {}

    /**
     * Returns a timer for each outcome, registered at zero if it is new.
     *
     * @param timer creates the builder of an outcome's timer, with its tags
     */
    static <O extends Enum<O>> Map<O, Timer> register(
            Class<O> outcomes, Function<O, Timer.Builder> timer, MeterRegistry registry) {
        var timers = new EnumMap<O, Timer>(outcomes);
        for (O outcome : outcomes.getEnumConstants()) {
            timers.put(outcome, register(timer.apply(outcome), registry));
        }
        return timers;
    }

    /** Returns the timer, registered at zero if it is new, with buckets from 1 ms to 10 s. */
    static Timer register(Timer.Builder timer, MeterRegistry registry) {
        return timer.serviceLevelObjectives(BUCKETS).register(registry);
    }
}
