package dev.weir.metrics;

import dev.weir.stream.BufferBudget;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;

/** Meters of the memory that the buffers of all listeners' streams share. */
public final class BufferMeters implements MeterBinder {

    private final BufferBudget budget;

    public BufferMeters(BufferBudget budget) {
        this.budget = budget;
    }

    @Override
    public void bindTo(MeterRegistry registry) {
        Gauge.builder("weir.buffer.memory.used", budget, BufferBudget::taken)
                .description("Memory of streams' buffers beyond their smallest size")
                .baseUnit("bytes")
                .register(registry);
        Gauge.builder("weir.buffer.memory.max", budget, b -> b.max() == 0 ? Double.POSITIVE_INFINITY : b.max())
                .description("Maximum memory of streams' buffers beyond their smallest size")
                .baseUnit("bytes")
                .register(registry);
    }
}
