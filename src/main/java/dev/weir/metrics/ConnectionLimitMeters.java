package dev.weir.metrics;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.util.function.IntSupplier;

/** Meters of the connections of all listeners together, and of their limit. */
public final class ConnectionLimitMeters implements MeterBinder {

    private final IntSupplier active;
    private final int max;

    /**
     * @param active the number of connections that count towards the limit
     * @param max the limit; 0 for no limit
     */
    public ConnectionLimitMeters(IntSupplier active, int max) {
        this.active = active;
        this.max = max;
    }

    @Override
    public void bindTo(MeterRegistry registry) {
        Gauge.builder("weir.connections.active", active::getAsInt)
                .description("Open connections of all listeners together")
                .register(registry);
        Gauge.builder("weir.connections.limit", () -> max == 0 ? Double.POSITIVE_INFINITY : max)
                .description("Maximum number of concurrent connections of all listeners together")
                .register(registry);
    }
}
