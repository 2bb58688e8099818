package dev.weir.metrics;

import dev.weir.observe.Labelled;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import java.util.Collection;
import java.util.function.ToDoubleBiFunction;
import java.util.function.ToDoubleFunction;

/**
 * Registers meters that look their values up in statistics, in one registry.
 *
 * @param statistics what the values are looked up in; the registry does not keep it alive
 * @param owner the tags of all the meters
 */
record StatisticsMeters<T>(T statistics, Tags owner, MeterRegistry registry) {

    void gauge(String name, String help, Tags tags, ToDoubleFunction<T> value) {
        Gauge.builder(name, statistics, value)
                .description(help)
                .tags(owner.and(tags))
                .register(registry);
    }

    <E extends Labelled> void gaugePer(
            Collection<E> constants, String name, String help, String tag, ToDoubleBiFunction<T, E> value) {
        for (E constant : constants) {
            gauge(name, help, Tags.of(tag, constant.label()), s -> value.applyAsDouble(s, constant));
        }
    }

    void counter(String name, String help, Tags tags, ToDoubleFunction<T> value) {
        FunctionCounter.builder(name, statistics, value)
                .description(help)
                .tags(owner.and(tags))
                .register(registry);
    }

    <E extends Labelled> void countersPer(
            Collection<E> constants, String name, String help, String tag, ToDoubleBiFunction<T, E> value) {
        for (E constant : constants) {
            counter(name, help, Tags.of(tag, constant.label()), s -> value.applyAsDouble(s, constant));
        }
    }

    void bytes(String name, String help, ToDoubleFunction<T> value) {
        FunctionCounter.builder(name, statistics, value)
                .description(help)
                .baseUnit("bytes")
                .tags(owner)
                .register(registry);
    }
}
