package dev.weir.metrics;

import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.config.MeterFilter;
import io.micrometer.core.instrument.distribution.DistributionStatisticConfig;
import java.time.Duration;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Gives the timer {@code tcp.server.exchange} buckets, from which a monitoring system computes percentiles over several instances.
 * Buckets that the application has configured for it take precedence.
 */
public final class ExchangeBuckets implements MeterFilter {

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

    @Override
    public @Nullable DistributionStatisticConfig configure(Meter.Id id, DistributionStatisticConfig config) {
        boolean isExchange =
                id.getType() == Meter.Type.TIMER && id.getName().equals(DefaultExchangeObservationConvention.NAME);
        return isExchange ? config.merge(BUCKETS) : config;
    }
}
