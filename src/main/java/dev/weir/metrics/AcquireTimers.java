package dev.weir.metrics;

import dev.weir.observe.AcquireOutcome;
import dev.weir.observe.ClientObserver;
import dev.weir.observe.ClientStatistics;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/** Times callers' waits for a client's connection. {@link ClientMeters} registers the same timers at zero. */
public final class AcquireTimers implements ClientObserver {

    private final MeterRegistry registry;
    private final Map<ClientStatistics, Map<AcquireOutcome, Timer>> timers = new ConcurrentHashMap<>();

    public AcquireTimers(MeterRegistry registry) {
        this.registry = registry;
    }

    @Override
    public void acquired(ClientStatistics client, AcquireOutcome outcome, long nanos) {
        Map<AcquireOutcome, Timer> ofClient = timers.computeIfAbsent(client, c -> register(c, registry));
        Objects.requireNonNull(ofClient.get(outcome)).record(nanos, TimeUnit.NANOSECONDS);
    }

    /** Returns a client's timers, registered at zero if they are new. */
    static Map<AcquireOutcome, Timer> register(ClientStatistics client, MeterRegistry registry) {
        return OutcomeTimers.register(
                AcquireOutcome.class,
                outcome -> Timer.builder("tcp.client.acquire")
                        .description("Callers' waits for a connection")
                        .tags(ClientMeters.tags(client).and("outcome", outcome.label())),
                registry);
    }
}
