package dev.weir.metrics;

import static dev.weir.testing.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.testing.RunningApplication;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Names, tags, types and help of all meters, as they are published. */
@Timeout(60)
class MetersTests {

    private static RunningApplication application;

    @BeforeAll
    static void start() {
        application = RunningApplication.application()
                .listener("limited", "echo")
                .listener("unlimited", "discard")
                .listener("busy", "discard")
                .with("weir.listeners.limited.max-connections=5", "weir.listeners.unlimited.max-connections=0")
                .bean("another", SimpleMeterRegistry.class, SimpleMeterRegistry::new)
                .start();
    }

    @AfterAll
    static void stop() {
        application.close();
    }

    @Test
    void registersEverySeriesAtZeroFromTheStart() throws Exception {
        List<String> lines = application
                .get("prometheus")
                .body()
                .lines()
                .filter(line -> line.startsWith("tcp_server_"))
                .filter(line -> !line.contains("listener=\"busy\""))
                .toList();

        assertThat(lines)
                .containsExactlyInAnyOrderElementsOf(
                        expected("limited", "echo", "5.0", "unlimited", "discard", "+Inf"));
    }

    private static List<String> expected(String... listenersHandlersAndLimits) {
        var expected = new ArrayList<String>();
        for (int i = 0; i < listenersHandlersAndLimits.length; i += 3) {
            String listener = "listener=\"" + listenersHandlersAndLimits[i] + "\"";
            String handler = "handler=\"" + listenersHandlersAndLimits[i + 1] + "\"," + listener;
            expected.add("tcp_server_connections_limit{" + listener + "} " + listenersHandlersAndLimits[i + 2]);
            expected.add("tcp_server_listener_up{" + listener + "} 1.0");
            expected.addAll(after("tcp_server_connections_active", listener, "state", "open", "half_closed"));
            expected.add("tcp_server_connections_accepted_total{" + listener + "} 0.0");
            expected.addAll(after(
                    "tcp_server_connections_rejected_total",
                    listener,
                    "reason",
                    "max_connections",
                    "max_process",
                    "max_per_client",
                    "rate",
                    "denied",
                    "draining",
                    "proxy_protocol"));
            expected.addAll(before(
                    "tcp_server_connections_closed_total",
                    listener,
                    "cause",
                    "peer_closed",
                    "handler_completed",
                    "peer_reset",
                    "idle_timeout",
                    "first_byte_timeout",
                    "read_timeout",
                    "write_timeout",
                    "half_closed_timeout",
                    "lifetime",
                    "tls_error",
                    "tls_timeout",
                    "protocol_error",
                    "handler_error",
                    "io_error",
                    "resource",
                    "probe",
                    "admin",
                    "shutdown_drained",
                    "shutdown_forced"));
            expected.add("tcp_server_read_bytes_total{" + listener + "} 0.0");
            expected.add("tcp_server_written_bytes_total{" + listener + "} 0.0");
            expected.addAll(after("tcp_server_shutdowns_total", listener, "side", "local", "remote"));
            expected.addAll(after(
                    "tcp_server_accept_errors_total", listener, "reason", "fd_limit", "aborted", "resource", "other"));
            expected.addAll(
                    after("tcp_server_accept_paused", listener, "reason", "admin", "fd_limit", "drain", "stuck"));
            expected.addAll(after("tcp_server_drained_total", listener, "outcome", "drained", "forced"));
            expected.add("tcp_server_observer_dropped_total{" + listener + ",observer=\"weirAccessLog\"} 0.0");
            expected.addAll(timer("tcp_server_handler_seconds", "error=\"none\"," + handler));
            expected.addAll(timer("tcp_server_handler_active_seconds", handler));
            expected.addAll(histogram(
                    "tcp_server_connection_duration_seconds",
                    listener,
                    "0.01",
                    "0.1",
                    "1.0",
                    "10.0",
                    "60.0",
                    "600.0",
                    "3600.0",
                    "21600.0",
                    "86400.0"));
            expected.addAll(histogram(
                    "tcp_server_connection_first_byte_seconds", listener, "0.001", "0.01", "0.1", "1.0", "10.0"));
        }
        return expected;
    }

    private static List<String> after(String name, String listener, String tag, String... values) {
        return Arrays.stream(values)
                .map(value -> name + "{" + listener + "," + tag + "=\"" + value + "\"} 0.0")
                .toList();
    }

    private static List<String> before(String name, String listener, String tag, String... values) {
        return Arrays.stream(values)
                .map(value -> name + "{" + tag + "=\"" + value + "\"," + listener + "} 0.0")
                .toList();
    }

    private static List<String> timer(String name, String tags) {
        return List.of(
                name + "_count{" + tags + "} 0", name + "_sum{" + tags + "} 0.0", name + "_max{" + tags + "} 0.0");
    }

    private static List<String> histogram(String name, String tags, String... bounds) {
        Stream<String> buckets = Stream.concat(Arrays.stream(bounds), Stream.of("+Inf"))
                .map(bound -> name + "_bucket{" + tags + ",le=\"" + bound + "\"} 0");
        return Stream.concat(buckets, timer(name, tags).stream()).toList();
    }

    @Test
    void everyMeterHasItsTypeAndAHelpText() throws Exception {
        List<String> lines = application
                .get("prometheus")
                .body()
                .lines()
                .filter(line -> line.startsWith("# ") && line.contains(" tcp_server_"))
                .toList();

        assertThat(lines)
                .filteredOn(line -> line.startsWith("# HELP"))
                .hasSize(21)
                .allMatch(line -> line.matches("# HELP \\w+ \\S.*"));
        assertThat(lines)
                .contains(
                        "# TYPE tcp_server_connections_active gauge",
                        "# TYPE tcp_server_connections_limit gauge",
                        "# TYPE tcp_server_connections_accepted_total counter",
                        "# TYPE tcp_server_connections_rejected_total counter",
                        "# TYPE tcp_server_connections_closed_total counter",
                        "# TYPE tcp_server_connection_duration_seconds histogram",
                        "# TYPE tcp_server_connection_first_byte_seconds histogram",
                        "# TYPE tcp_server_read_bytes_total counter",
                        "# TYPE tcp_server_written_bytes_total counter",
                        "# TYPE tcp_server_shutdowns_total counter",
                        "# TYPE tcp_server_handler_seconds summary",
                        "# TYPE tcp_server_handler_active_seconds summary",
                        "# TYPE tcp_server_accept_errors_total counter",
                        "# TYPE tcp_server_accept_paused gauge",
                        "# TYPE tcp_server_listener_up gauge",
                        "# TYPE tcp_server_drained_total counter",
                        "# TYPE tcp_server_observer_dropped_total counter");
    }

    @Test
    void hasGaugesOfTheProcessesConnectionsAndTheirLimit() throws Exception {
        try (var limited = RunningApplication.application()
                        .listener("one", "echo")
                        .listener("other", "echo")
                        .with("weir.max-connections=3")
                        .start();
                var first = limited.connect("one")) {
            try (var second = limited.connect("other")) {
                for (var socket : List.of(first, second)) {
                    socket.getOutputStream().write('.');
                    assertThat(socket.getInputStream().read()).isEqualTo('.');
                }
                assertThat(limited.get("prometheus").body())
                        .contains(
                                "# TYPE weir_connections_active gauge",
                                "\nweir_connections_active 2.0\n",
                                "\nweir_connections_limit 3.0\n");
            }
            await().until(() -> limited.scrape().series().get("weir_connections_active") == 1);
        }
        try (var unlimited =
                RunningApplication.application().with("weir.max-connections=0").start()) {
            assertThat(unlimited.get("prometheus").body()).contains("\nweir_connections_limit +Inf\n");
        }
    }

    @Test
    void servesOpenMetricsOnRequest() throws Exception {
        var answer = application.get("prometheus", "Accept", "application/openmetrics-text; version=1.0.0");

        assertThat(answer.headers().firstValue("Content-Type").orElseThrow())
                .startsWith("application/openmetrics-text");
        assertThat(answer.body())
                .endsWith("# EOF\n")
                .contains(
                        "# TYPE tcp_server_read_bytes counter\n",
                        "# HELP tcp_server_read_bytes Application bytes read from clients\n",
                        "tcp_server_read_bytes_total{listener=\"limited\"}",
                        "# TYPE tcp_server_connections_closed counter\n");
    }

    @Test
    void anotherRegistryHasTheSameValues() throws Exception {
        MeterRegistry another = application.bean(SimpleMeterRegistry.class);
        try (var socket = application.connect("busy")) {
            socket.getOutputStream().write(new byte[1234]);
            socket.shutdownOutput();
            assertThat(socket.getInputStream().read()).isEqualTo(-1);
        }
        await().untilAsserted(() -> assertThat(another.get("tcp.server.connections.closed")
                        .tags("listener", "busy", "cause", "peer_closed")
                        .functionCounter()
                        .count())
                .isEqualTo(1));

        assertThat(another.get("tcp.server.read")
                        .tag("listener", "busy")
                        .functionCounter()
                        .count())
                .isEqualTo(1234);
        assertThat(another.get("tcp.server.connection.duration")
                        .tag("listener", "busy")
                        .timer()
                        .count())
                .isEqualTo(1);
        assertThat(another.get("tcp.server.handler")
                        .tags("listener", "busy", "handler", "discard", "error", "none")
                        .timer()
                        .count())
                .isEqualTo(1);
    }
}
