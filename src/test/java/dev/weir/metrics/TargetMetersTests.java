package dev.weir.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weir.observe.CloseCause;
import dev.weir.observe.ConnectOutcome;
import dev.weir.observe.TargetState;
import dev.weir.observe.TargetStatistics;
import dev.weir.observe.UpstreamOwner;
import dev.weir.stream.StreamAddress;
import dev.weir.testing.TargetServer;
import dev.weir.upstream.Target;
import dev.weir.upstream.Upstream;
import dev.weir.upstream.UpstreamConnection;
import dev.weir.upstream.UpstreamOptions;
import dev.weir.upstream.UpstreamUnavailableException;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.composite.CompositeMeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class TargetMetersTests {

    private final PrometheusMeterRegistry prometheus = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final SimpleMeterRegistry simple = new SimpleMeterRegistry();
    private final MeterRegistry registry =
            new CompositeMeterRegistry().add(prometheus).add(simple);

    @AfterEach
    void closeRegistries() {
        registry.close();
        prometheus.close();
        simple.close();
    }

    @Test
    void everySeriesOfATargetIsAtZeroFromTheStart() {
        var target = new TargetStatistics(UpstreamOwner.client("ledger"), "ledger.example:7000");
        new TargetMeters(List.of(target)).bindTo(registry);

        String tags = "client=\"ledger\",target=\"ledger.example:7000\"";
        assertThat(samples())
                .containsExactlyInAnyOrderElementsOf(Stream.of(
                                Stream.of(
                                        "tcp_client_target_up{" + tags + "} 1.0",
                                        "tcp_client_connections_active{" + tags + "} 0.0",
                                        "tcp_client_connections_opened_total{" + tags + "} 0.0",
                                        "tcp_client_read_bytes_total{" + tags + "} 0.0",
                                        "tcp_client_written_bytes_total{" + tags + "} 0.0"),
                                target.causes().stream()
                                        .map(cause -> "tcp_client_connections_closed_total{cause=\"" + cause.label()
                                                + "\"," + tags + "} 0.0"),
                                Arrays.stream(ConnectOutcome.values()).flatMap(TargetMetersTests::connectSamples))
                        .flatMap(lines -> lines)
                        .toList());
    }

    private static Stream<String> connectSamples(ConnectOutcome outcome) {
        String tags = "client=\"ledger\",outcome=\"" + outcome.label() + "\",target=\"ledger.example:7000\"";
        String name = "tcp_client_connect_seconds";
        return Stream.concat(
                Stream.of("0.001", "0.01", "0.1", "1.0", "10.0", "+Inf")
                        .map(bound -> name + "_bucket{" + tags + ",le=\"" + bound + "\"} 0"),
                Stream.of(
                        name + "_count{" + tags + "} 0",
                        name + "_sum{" + tags + "} 0.0",
                        name + "_max{" + tags + "} 0.0"));
    }

    @Test
    void aTargetBelongsToAClientOrToAListenerButNotToBoth() {
        var ofClient = new TargetStatistics(UpstreamOwner.client("both"), "shared.example:1");
        var ofListener = new TargetStatistics(UpstreamOwner.listener("both"), "shared.example:1");
        new TargetMeters(List.of(ofClient, ofListener)).bindTo(registry);

        for (MeterRegistry each : List.of(prometheus, simple)) {
            assertThat(each.getMeters()).isNotEmpty().allSatisfy(meter -> {
                Meter.Id id = meter.getId();
                assertThat(id.getTag("client") == null).isNotEqualTo(id.getTag("listener") == null);
                assertThat(id.getTag("target")).isEqualTo("shared.example:1");
            });
        }
        assertThat(prometheus.scrape())
                .contains(
                        "tcp_client_target_up{client=\"both\",target=\"shared.example:1\"} 1.0",
                        "tcp_client_target_up{listener=\"both\",target=\"shared.example:1\"} 1.0");
    }

    @Test
    void onlyATargetThatGetsConnectionsIsUp() {
        var target = new TargetStatistics(UpstreamOwner.listener("front"), "backend:1");
        new TargetMeters(List.of(target)).bindTo(registry);
        for (TargetState state : TargetState.values()) {
            target.setState(state);
            assertThat(simple.get("tcp.client.target.up").gauge().value())
                    .as(state.label())
                    .isEqualTo(state == TargetState.UP ? 1 : 0);
        }
    }

    @Test
    void connectionsAndTheirBytesAreCountedForTheTargetThatServesThem() throws IOException {
        try (TargetServer server = TargetServer.echo();
                Upstream upstream = upstream(server.target())) {
            try (UpstreamConnection connection = upstream.connect()) {
                connection.stream().writeAll(new byte[1000]);
                connection.stream().flush();
                connection.stream().readFully(new byte[1000]);
                assertThat(simple.get("tcp.client.connections.active").gauge().value())
                        .isEqualTo(1);
                assertThat(count("tcp.client.written")).isEqualTo(1000);
                assertThat(count("tcp.client.read")).isEqualTo(1000);
            }
            assertThat(simple.get("tcp.client.connections.active").gauge().value())
                    .isZero();
            assertThat(count("tcp.client.connections.opened")).isEqualTo(1);
            assertThat(count("tcp.client.connections.closed", "cause", CloseCause.HANDLER_COMPLETED.label()))
                    .isEqualTo(1);
            assertThat(connects(ConnectOutcome.SUCCESS)).isEqualTo(1);
        }
    }

    @Test
    void failedConnectsAreTimedByTheirOutcomeAndMakeNoSeries() throws IOException {
        StreamAddress gone;
        try (TargetServer server = TargetServer.echo()) {
            gone = server.target();
        }
        try (Upstream upstream = upstream(gone)) {
            List<String> before = names();
            assertThatThrownBy(upstream::connect).isInstanceOf(UpstreamUnavailableException.class);
            assertThat(connects(ConnectOutcome.REFUSED)).isEqualTo(1);
            assertThat(connects(ConnectOutcome.SUCCESS)).isZero();
            assertThat(names()).isEqualTo(before);
        }
    }

    private Upstream upstream(StreamAddress target) {
        var upstream = new Upstream(
                UpstreamOwner.listener("front"), UpstreamOptions.of(List.of(target)), new ConnectTimers(registry));
        new TargetMeters(upstream.targets().stream().map(Target::statistics).toList()).bindTo(registry);
        return upstream;
    }

    private double count(String name, String... tags) {
        return simple.get(name).tags(tags).functionCounter().count();
    }

    private long connects(ConnectOutcome outcome) {
        return simple.get("tcp.client.connect")
                .tag("outcome", outcome.label())
                .timer()
                .count();
    }

    private List<String> names() {
        return samples().stream().map(line -> line.replaceAll(" .*", "")).toList();
    }

    private List<String> samples() {
        return prometheus.scrape().lines().filter(line -> !line.startsWith("#")).toList();
    }
}
