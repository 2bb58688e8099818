package dev.weir.metrics;

import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.config.MeterFilter;
import io.micrometer.core.instrument.distribution.DistributionStatisticConfig;
import java.time.Duration;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Gives a timer buckets, from which a monitoring system computes percentiles over several instances. Buckets that the application
 * has configured for the timer take precedence.
 */
public final class LatencyBuckets implements MeterFilter {

    private static final Duration[] LATENCIES = {
        Duration.ofNanos(100_000),
        Duration.ofNanos(500_000),
        Duration.ofMillis(1),
        Duration.ofMillis(5),
        Duration.ofMillis(10),
        Duration.ofMillis(50),
        Duration.ofMillis(100),
        Duration.ofMillis(500),
        Duration.ofSeconds(1),
        Duration.ofSeconds(5),
        Duration.ofSeconds(30)
    };

    private static final DistributionStatisticConfig BUCKETS = DistributionStatisticConfig.builder()
            .serviceLevelObjectives(
                    Arrays.stream(LATENCIES).mapToDouble(Duration::toNanos).toArray())
            .build();

    private final String timer;

    private LatencyBuckets(String timer) {
        this.timer = timer;
    }

    /** Returns the buckets of {@code tcp.server.exchange}. */
    public static LatencyBuckets ofExchanges() {
        return new LatencyBuckets(DefaultExchangeObservationConvention.NAME);
    }

    /** Returns the buckets of {@code tcp.client.requests}. */
    public static LatencyBuckets ofRequests() {
        return new LatencyBuckets(DefaultRequestObservationConvention.NAME);
    }

    @Override
    public @Nullable DistributionStatisticConfig configure(Meter.Id id, DistributionStatisticConfig config) {
        return id.getType() == Meter.Type.TIMER && id.getName().equals(timer) ? config.merge(BUCKETS) : config;
    }
}
