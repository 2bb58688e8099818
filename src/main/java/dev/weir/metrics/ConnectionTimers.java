package dev.weir.metrics;

import dev.weir.observe.CloseCause;
import dev.weir.observe.InlineObserver;
import dev.weir.observe.ObservedConnection;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Times connections, when they end, and the time until the first byte of each client, when it arrives. */
public final class ConnectionTimers implements InlineObserver {

    private static final Duration[] LIFETIMES = {
        Duration.ofMillis(10),
        Duration.ofMillis(100),
        Duration.ofSeconds(1),
        Duration.ofSeconds(10),
        Duration.ofMinutes(1),
        Duration.ofMinutes(10),
        Duration.ofHours(1),
        Duration.ofHours(6),
        Duration.ofHours(24)
    };
    private static final Duration[] WAITS = {
        Duration.ofMillis(1),
        Duration.ofMillis(10),
        Duration.ofMillis(100),
        Duration.ofSeconds(1),
        Duration.ofSeconds(10)
    };

    private final Map<String, Timer> durations;
    private final Map<String, Timer> firstBytes;

    /**
     * Registers the timers.
     *
     * @param listeners names of the listeners
     */
    public ConnectionTimers(Set<String> listeners, MeterRegistry registry) {
        this.durations = listeners.stream()
                .collect(Collectors.toMap(
                        Function.identity(),
                        listener -> Timer.builder("tcp.server.connection.duration")
                                .description("From a connection's accept to its end")
                                .tag("listener", listener)
                                .serviceLevelObjectives(LIFETIMES)
                                .register(registry)));
        this.firstBytes = listeners.stream()
                .collect(Collectors.toMap(
                        Function.identity(),
                        listener -> Timer.builder("tcp.server.connection.first.byte")
                                .description("From a connection's accept to its client's first byte")
                                .tag("listener", listener)
                                .serviceLevelObjectives(WAITS)
                                .register(registry)));
    }

    @Override
    public void firstByte(ObservedConnection connection) {
        record(firstBytes.get(connection.info().listener()), connection.firstByteNanos());
    }

    @Override
    public void closed(ObservedConnection connection, CloseCause cause) {
        record(durations.get(connection.info().listener()), connection.durationNanos());
    }

    private static void record(@Nullable Timer timer, long nanos) {
        if (timer != null) {
            timer.record(nanos, TimeUnit.NANOSECONDS);
        }
    }
}
