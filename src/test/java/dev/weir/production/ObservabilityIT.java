package dev.weir.production;

import static dev.weir.testing.Patience.PROCESS_DEADLINE;
import static dev.weir.testing.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.testing.ClosedPort;
import dev.weir.testing.Prometheus;
import dev.weir.testing.RequiresTool;
import dev.weir.testing.TargetServer;
import dev.weir.testing.TestCertificates;
import dev.weir.testing.WeirProcess;
import java.io.IOException;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The dashboards and alerts, over what a real Prometheus has scraped from the real service under real traffic. */
@RequiresTool({"prometheus", "openssl"})
class ObservabilityIT {

    private static final TestCertificates CERTIFICATES = TestCertificates.of("weir");

    @TempDir
    private static Path directory;

    private static WeirProcess weir;
    private static Prometheus prometheus;
    private static Traffic traffic;
    private static TargetServer target;
    private static ClosedPort gone;

    @BeforeAll
    static void startUnderTraffic() throws Exception {
        target = TargetServer.echo();
        gone = new ClosedPort();
        Path settings = directory.resolve("application.yml");
        Files.writeString(settings, """
                spring:
                  application: {name: weir}
                  main: {keep-alive: true}
                  ssl: {bundle: {pem: {secure: {keystore: {certificate: "file:%1$s/tls.crt", private-key: "file:%1$s/tls.key"}}}}}
                management:
                  endpoints: {web: {exposure: {include: "health,prometheus,tcplisteners,tcpstreams,tcpclients"}}}
                  endpoint: {tcplisteners: {access: unrestricted}}
                weir:
                  max-connections: 500
                  shutdown: {grace-period: 2s, idle: 1s}
                  listeners:
                    feed: {address: "127.0.0.1:0", handler: echo, max-connections: 100}
                    secure: {address: "127.0.0.1:0", handler: echo, ssl: {bundle: secure}}
                    narrow: {address: "127.0.0.1:0", handler: echo, max-connections: 1}
                    hasty: {address: "127.0.0.1:0", handler: discard, timeout: {first-byte: 1s}}
                    messages: {address: "127.0.0.1:0", handler: echo, framing: {type: line, max-size: 1KB}}
                    private: {address: "127.0.0.1:0", handler: echo, access: {deny: [127.0.0.0/8]}}
                    leaving: {address: "127.0.0.1:0", handler: echo, max-connections: 0}
                    front:
                      address: "127.0.0.1:0"
                      forward: {to: ["%2$s", "%3$s"], health: {interval: 0s, eject-for: 1s}}
                  clients:
                    ledger: {addresses: "%2$s", framing: {type: line}, health: {interval: 1s}}
                """.formatted(directory, target.target(), gone.address()));
        CERTIFICATES.writeTo(directory.resolve("tls.crt"), directory.resolve("tls.key"));
        weir = WeirProcess.service(settings).jvm("-Xmx48m", "-XX:+UseSerialGC").start();
        prometheus = Prometheus.start(directory, weir.managementPort(), AlertRules.FILE);
        traffic = new Traffic(weir)
                .talkTo("feed")
                .resetAt("feed")
                .checkHealthOf("feed")
                .shakeHandsWith(
                        "secure", TestCertificates.trusting(CERTIFICATES).getSocketFactory())
                .talkTo("messages")
                .sendTooLongLinesTo("messages")
                .takeTheOnlyPlaceOf("narrow")
                .stareAt("narrow")
                .stareAt("hasty")
                .stareAt("private")
                .talkTo("front")
                .keepBusy("leaving");
        drainOneListener();
    }

    /** With one client that rests, which is drained, and the busy one, which has to be forced. */
    private static void drainOneListener() throws IOException, InterruptedException {
        Socket resting = weir.connect("leaving");
        prometheus.awaitResult("tcp_server_connections_accepted_total{listener=\"leaving\"} == 2");
        weir.change("leaving", "drain");
        assertThat(resting.getInputStream().read()).isEqualTo(-1);
        resting.close();
    }

    @AfterAll
    static void stop() throws IOException {
        try (var _ = target;
                var _ = gone;
                var _ = weir;
                var _ = prometheus;
                var _ = traffic) {}
    }

    @Test
    void everyPanelShowsData() throws Exception {
        for (Dashboard dashboard : Dashboard.all()) {
            assertThat(dashboard.queries()).hasSizeGreaterThan(20);
            for (Dashboard.Query query : dashboard.queries()) {
                await().alias(dashboard.title() + ": " + query.panel() + ": " + query.expression())
                        .atMost(PROCESS_DEADLINE)
                        .until(() -> hasNumbers(prometheus.range(concrete(query.expression()))));
            }
        }
    }

    @Test
    void everyVariableHasValues() throws Exception {
        for (Dashboard dashboard : Dashboard.all()) {
            for (Map<String, Object> variable : Trees.maps(Trees.find(dashboard.json(), "templating.list"))) {
                if ("query".equals(variable.get("type"))) {
                    String definition = String.valueOf(variable.get("definition"));
                    String selector = definition.substring("label_values(".length(), definition.lastIndexOf(','));
                    String label = definition.substring(definition.lastIndexOf(',') + 1, definition.length() - 1);
                    prometheus.awaitResult("count by (" + label + ") (" + concrete(selector) + ")");
                }
            }
        }
    }

    @Test
    void everyRuleAsksForSeriesThatExist() throws Exception {
        var names = new TreeSet<String>();
        for (Map<String, Object> rule : AlertRules.all()) {
            names.addAll(AlertRules.seriesOf(String.valueOf(rule.get("expr"))));
        }
        assertThat(names).hasSizeGreaterThan(10);
        for (String name : names) {
            prometheus.awaitResult(name);
        }
    }

    /** Instances are known by their meters: what dashboards show of a process is this one's, not Prometheus's own. */
    @Test
    void annotationsAreFound() throws Exception {
        for (Dashboard dashboard : Dashboard.all()) {
            for (Map<String, Object> annotation : Trees.maps(Trees.find(dashboard.json(), "annotations.list"))) {
                String expression = concrete(String.valueOf(annotation.get("expr")));
                prometheus.awaitResult(expression);
                if (Boolean.TRUE.equals(annotation.get("useValueForTime"))) {
                    long start = ProcessHandle.of(weir.process().pid())
                            .flatMap(process -> process.info().startInstant())
                            .orElseThrow()
                            .toEpochMilli();
                    assertThat(prometheus.instant("abs((" + expression + ") - " + start + ") < 5000"))
                            .hasSize(1);
                }
            }
        }
    }

    @Test
    void everyRuleIsEvaluated() throws Exception {
        await().atMost(PROCESS_DEADLINE)
                .until(() -> prometheus.rules().stream().allMatch(rule -> "ok".equals(rule.get("health"))));
        assertThat(prometheus.rules()).hasSameSizeAs(AlertRules.all()).allMatch(rule -> rule.get("lastError") == null);
    }

    @Test
    void aForcedDrainRaisesItsAlert() {
        prometheus.awaitResult("ALERTS{alertname=\"WeirForcedDrain\",alertstate=\"firing\",listener=\"leaving\"}");
    }

    @Test
    void whatIsShownIsWhatHappened() throws Exception {
        await().atMost(PROCESS_DEADLINE).untilAsserted(() -> {
            for (String happened : List.of(
                    "sum(tcp_server_connections_active{listener=\"feed\"}) >= 6",
                    "rate(tcp_server_read_bytes_total{listener=\"feed\"}[10s]) > 1000",
                    "rate(tcp_server_written_bytes_total{listener=\"feed\"}[10s]) > 1000",
                    "rate(tcp_server_connections_closed_total{listener=\"feed\",cause=\"peer_closed\"}[10s]) > 0",
                    "rate(tcp_server_connections_closed_total{listener=\"feed\",cause=\"peer_reset\"}[10s]) > 0",
                    "rate(tcp_server_connections_closed_total{listener=\"feed\",cause=\"probe\"}[10s]) > 0",
                    "rate(tcp_server_connections_closed_total{listener=\"hasty\",cause=\"first_byte_timeout\"}[10s]) > 0",
                    "rate(tcp_server_connections_rejected_total{listener=\"narrow\",reason=\"max_connections\"}[10s]) > 0",
                    "rate(tcp_server_connections_rejected_total{listener=\"private\",reason=\"denied\"}[10s]) > 0",
                    "rate(tcp_server_tls_handshake_seconds_count{listener=\"secure\",outcome=\"success\"}[10s]) > 0",
                    "rate(tcp_server_tls_handshake_seconds_count{listener=\"secure\",outcome=\"failure\"}[10s]) > 0",
                    "rate(tcp_server_frames_total{listener=\"messages\",direction=\"in\"}[10s]) > 100",
                    "rate(tcp_server_frames_total{listener=\"messages\",direction=\"out\"}[10s]) > 100",
                    "rate(tcp_server_frames_rejected_total{listener=\"messages\",reason=\"too_large\"}[10s]) > 0",
                    "histogram_quantile(0.99, rate(tcp_server_exchange_seconds_bucket{listener=\"messages\"}[10s])) > 0",
                    "count(tcp_client_target_up{listener=\"front\"}) == 2",
                    "sum(tcp_client_connections_active{listener=\"front\"}) >= 6",
                    "rate(tcp_client_read_bytes_total{listener=\"front\"}[10s]) > 1000",
                    "rate(tcp_client_written_bytes_total{listener=\"front\"}[10s]) > 1000",
                    "rate(tcp_client_connect_seconds_count{listener=\"front\",outcome=\"success\"}[10s]) > 0",
                    "rate(tcp_client_connect_seconds_count{listener=\"front\",outcome=\"refused\"}[10s]) > 0",
                    "rate(tcp_client_connections_closed_total{listener=\"front\",cause=\"peer_closed\"}[10s]) > 0",
                    "tcp_client_target_up{client=\"ledger\"} == 1",
                    "tcp_client_connections_limit{client=\"ledger\"} == 8",
                    "sum(tcp_client_requests_seconds_count{client=\"ledger\"}) == 0",
                    "tcp_server_drained_total{listener=\"leaving\",outcome=\"drained\"} == 1",
                    "tcp_server_drained_total{listener=\"leaving\",outcome=\"forced\"} == 1",
                    "tcp_server_listener_up{listener=\"leaving\"} == 0",
                    "tcp_server_connections_limit{listener=\"leaving\"} == Inf",
                    "weir_connections_active >= 6",
                    "weir_connections_limit == 500",
                    "weir_buffer_memory_used_bytes > 0",
                    "ssl_chain_expiry_seconds{bundle=\"secure\"} > 80 * 86400")) {
                assertThat(prometheus.instant(happened)).as(happened).isNotEmpty();
            }
        });
    }

    @Test
    void aPictureOfEachDashboardCanBeDrawn() throws Exception {
        for (Dashboard dashboard : Dashboard.all()) {
            var series = new ArrayList<DashboardPicture.Answer>();
            for (Dashboard.Query query : dashboard.queries()) {
                series.add(new DashboardPicture.Answer(
                        query.panel(), query.legend(), prometheus.range(concrete(query.expression()))));
            }
            String name = dashboard.file().getFileName().toString().replace(".json", ".svg");
            Path picture = Path.of("target/dashboards").resolve(name);
            Files.createDirectories(picture.getParent());
            Files.writeString(picture, DashboardPicture.of(dashboard, series));
            assertThat(picture).content().contains("<polyline").endsWith("</svg>\n");
        }
    }

    /** With what Grafana puts in place of its variables. */
    private static String concrete(String expression) {
        return expression
                .replace("$__rate_interval", "10s")
                .replace("=~\"$namespace\"", "=~\".*\"")
                .replace("=~\"$instance\"", "=~\".*\"")
                .replace("=~\"$listener\"", "=~\".*\"")
                .replace("=\"$listener\"", "=\"" + listener(expression) + "\"");
    }

    /** The listener that has meters of this kind. */
    private static String listener(String expression) {
        if (expression.contains("tcp_server_tls_")) {
            return "secure";
        }
        if (expression.contains("tcp_client_")) {
            return "front";
        }
        return expression.contains("tcp_server_frame") || expression.contains("tcp_server_exchange")
                ? "messages"
                : "feed";
    }

    private static boolean hasNumbers(List<Map<String, Object>> series) {
        return series.stream()
                .flatMap(one -> ((List<?>) one.get("values")).stream())
                .map(sample -> String.valueOf(((List<?>) sample).get(1)))
                .anyMatch(value -> !value.equals("NaN"));
    }
}
