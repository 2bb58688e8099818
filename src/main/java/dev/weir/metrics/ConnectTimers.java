package dev.weir.metrics;

import dev.weir.observe.ConnectOutcome;
import dev.weir.observe.TargetStatistics;
import dev.weir.observe.UpstreamObserver;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/** Times attempts to connect to targets, with the TLS handshake. {@link TargetMeters} registers the same timers at zero. */
public final class ConnectTimers implements UpstreamObserver {

    private final MeterRegistry registry;
    private final Map<TargetStatistics, Map<ConnectOutcome, Timer>> timers = new ConcurrentHashMap<>();

    public ConnectTimers(MeterRegistry registry) {
        this.registry = registry;
    }

    @Override
    public void connectEnded(TargetStatistics target, ConnectOutcome outcome, long nanos) {
        Map<ConnectOutcome, Timer> ofTarget = timers.computeIfAbsent(target, t -> register(t, registry));
        Objects.requireNonNull(ofTarget.get(outcome)).record(nanos, TimeUnit.NANOSECONDS);
    }

    /** Returns a target's timers, registered at zero if they are new. */
    static Map<ConnectOutcome, Timer> register(TargetStatistics target, MeterRegistry registry) {
        return OutcomeTimers.register(
                ConnectOutcome.class,
                outcome -> Timer.builder("tcp.client.connect")
                        .description("Attempts to connect to the target, with the TLS handshake")
                        .tags(TargetMeters.tags(target).and("outcome", outcome.label())),
                registry);
    }
}
