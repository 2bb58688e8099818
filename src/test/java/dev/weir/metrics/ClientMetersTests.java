package dev.weir.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weir.client.AcquireTimeoutException;
import dev.weir.client.ClientOptions;
import dev.weir.client.PoolFullException;
import dev.weir.client.PoolOptions;
import dev.weir.client.TcpClient;
import dev.weir.observe.AcquireOutcome;
import dev.weir.observe.ClientGauges;
import dev.weir.observe.ClientStatistics;
import dev.weir.observe.UpstreamObserver;
import dev.weir.observe.UpstreamOwner;
import dev.weir.testing.TargetServer;
import dev.weir.upstream.Upstream;
import dev.weir.upstream.UpstreamOptions;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class ClientMetersTests {

    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final ClientStatistics client = new ClientStatistics("ledger", "pooled", new FixedGauges(2, 3, 8, 4));

    @AfterEach
    void closeRegistry() {
        registry.close();
    }

    @Test
    void everySeriesOfAClientIsThereFromTheStart() {
        new ClientMeters(List.of(client)).bindTo(registry);

        assertThat(samples())
                .contains(
                        "tcp_client_connections_idle{client=\"ledger\"} 3.0",
                        "tcp_client_connections_limit{client=\"ledger\"} 8.0",
                        "tcp_client_connections_pending{client=\"ledger\"} 4.0");
        for (AcquireOutcome outcome : AcquireOutcome.values()) {
            assertThat(samples())
                    .contains("tcp_client_acquire_seconds_count{client=\"ledger\",outcome=\"" + outcome.label()
                            + "\"} 0");
        }
    }

    @Test
    void waitsAreTimedByTheirOutcomeAndMakeNoSeries() {
        new ClientMeters(List.of(client)).bindTo(registry);
        List<String> before = names();
        var timers = new AcquireTimers(registry);

        timers.acquired(client, AcquireOutcome.ACQUIRED, TimeUnit.MILLISECONDS.toNanos(5));
        timers.acquired(client, AcquireOutcome.TIMEOUT, TimeUnit.SECONDS.toNanos(5));
        timers.acquired(client, AcquireOutcome.REJECTED, 0);

        assertThat(samples())
                .contains(
                        "tcp_client_acquire_seconds_bucket{client=\"ledger\",outcome=\"acquired\",le=\"0.001\"} 0",
                        "tcp_client_acquire_seconds_bucket{client=\"ledger\",outcome=\"acquired\",le=\"0.01\"} 1",
                        "tcp_client_acquire_seconds_sum{client=\"ledger\",outcome=\"timeout\"} 5.0",
                        "tcp_client_acquire_seconds_count{client=\"ledger\",outcome=\"rejected\"} 1");
        assertThat(names()).isEqualTo(before);
    }

    @Test
    void callersOfAClientThatIsInUseAreCountedByWhatTheyGot() throws IOException {
        PoolOptions one = PoolOptions.DEFAULT.withMax(1).withMaxPending(1).withAcquireTimeout(Duration.ofMillis(1));
        try (TargetServer server = TargetServer.echo();
                TcpClient used = client("used", server, one);
                TcpClient full = client("full", server, one.withMaxPending(0))) {
            new ClientMeters(List.of(used.statistics(), full.statistics())).bindTo(registry);
            used.run(stream -> assertThatThrownBy(used::open).isInstanceOf(AcquireTimeoutException.class));
            full.run(stream -> assertThatThrownBy(full::open).isInstanceOf(PoolFullException.class));
            assertThat(samples())
                    .contains(
                            "tcp_client_connections_limit{client=\"used\"} 1.0",
                            "tcp_client_connections_idle{client=\"used\"} 1.0",
                            "tcp_client_connections_pending{client=\"used\"} 0.0",
                            "tcp_client_acquire_seconds_count{client=\"used\",outcome=\"acquired\"} 1",
                            "tcp_client_acquire_seconds_count{client=\"used\",outcome=\"timeout\"} 1",
                            "tcp_client_acquire_seconds_count{client=\"used\",outcome=\"rejected\"} 0",
                            "tcp_client_acquire_seconds_count{client=\"full\",outcome=\"rejected\"} 1");
        }
    }

    private TcpClient client(String name, TargetServer server, PoolOptions pool) {
        var upstream = new Upstream(
                UpstreamOwner.client(name), UpstreamOptions.of(List.of(server.target())), UpstreamObserver.NONE);
        return new TcpClient(name, ClientOptions.DEFAULT.withPool(pool), upstream, new AcquireTimers(registry));
    }

    private List<String> names() {
        return samples().stream().map(line -> line.replaceAll(" .*", "")).toList();
    }

    private List<String> samples() {
        return registry.scrape().lines().filter(line -> !line.startsWith("#")).toList();
    }

    private record FixedGauges(int active, int idle, int limit, int pending) implements ClientGauges {}
}
