package dev.weir.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.jayway.jsonpath.JsonPath;
import dev.weir.testing.RequiresTool;
import dev.weir.testing.RunningProcess;
import java.io.File;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The real Prometheus scrapes the real service. */
@RequiresTool({"prometheus", "promtool"})
@Timeout(180)
class PrometheusIT {

    private static Service service;

    @TempDir
    private Path directory;

    @BeforeAll
    static void start() throws Exception {
        service = Service.start("weir.access-log.enabled=false");
    }

    @AfterAll
    static void stop() {
        service.close();
    }

    @Test
    void prometheusFindsTheServiceUpAndItsCountersEqualToWhatWasSent() throws Exception {
        Path config = Files.writeString(directory.resolve("prometheus.yml"), """
                global:
                  scrape_interval: 1s
                scrape_configs:
                  - job_name: weir
                    metrics_path: /actuator/prometheus
                    static_configs:
                      - targets: ["127.0.0.1:%d"]
                """.formatted(service.managementPort()));
        var command = new ProcessBuilder(
                "prometheus",
                "--config.file=" + config,
                "--storage.tsdb.path=" + directory.resolve("data"),
                "--web.listen-address=127.0.0.1:0");
        try (var prometheus = RunningProcess.start(command);
                var http = HttpClient.newHttpClient()) {
            String address =
                    prometheus.await("msg=\"Listening on\" address=(\\S+)").group(1);
            var database = new Database(http, address);
            await().atMost(RunningProcess.PATIENCE)
                    .untilAsserted(
                            () -> assertThat(database.value("up{job=\"weir\"}")).isEqualTo(1));
            for (int i = 0; i < 25; i++) {
                echo(1000 + i);
            }
            int bytes = 25 * 1000 + 24 * 25 / 2;

            await().atMost(RunningProcess.PATIENCE).untilAsserted(() -> {
                assertThat(database.value(
                                "tcp_server_connections_closed_total{listener=\"echo\",cause=\"peer_closed\"}"))
                        .isEqualTo(25);
                assertThat(database.value("tcp_server_connections_accepted_total{listener=\"echo\"}"))
                        .isEqualTo(25);
                assertThat(database.value("tcp_server_read_bytes_total{listener=\"echo\"}"))
                        .isEqualTo(bytes);
                assertThat(database.value("tcp_server_written_bytes_total{listener=\"echo\"}"))
                        .isEqualTo(bytes);
                assertThat(database.value("sum(tcp_server_connections_active{listener=\"echo\"})"))
                        .isZero();
                assertThat(database.value("tcp_server_connection_duration_seconds_count{listener=\"echo\"}"))
                        .isEqualTo(25);
            });
            assertThat(database.value("count({__name__=~\"tcp_server_.+_total\"}) > 0"))
                    .isPositive();
        }
    }

    private static void echo(int bytes) throws IOException, InterruptedException {
        try (Socket socket = service.connect("echo")) {
            socket.getOutputStream().write(new byte[bytes]);
            socket.shutdownOutput();
            assertThat(socket.getInputStream().readAllBytes()).hasSize(bytes);
        }
    }

    /** Of what promtool finds fault with, nothing is ours. */
    @Test
    void promtoolFindsNoFaultWithNamesTypesAndHelp() throws Exception {
        File scrape = directory.resolve("scrape").toFile();
        Files.writeString(scrape.toPath(), service.get("prometheus"));
        try (var promtool =
                RunningProcess.start(new ProcessBuilder("promtool", "check", "metrics").redirectInput(scrape))) {
            assertThat(promtool.awaitExit()).as(promtool.output()).isIn(0, 3);
            assertThat(promtool.output()).doesNotContain("tcp_server_").doesNotContain("error while linting");
        }
    }

    private record Database(HttpClient http, String address) {

        double value(String query) throws IOException, InterruptedException {
            String path = "/api/v1/query?query=" + URLEncoder.encode(query, StandardCharsets.UTF_8);
            var request = HttpRequest.newBuilder(URI.create("http://" + address + path))
                    .timeout(RunningProcess.PATIENCE)
                    .build();
            String body = http.send(request, BodyHandlers.ofString()).body();
            List<String> values = JsonPath.read(body, "$.data.result[*].value[1]");
            return values.size() == 1 ? Double.parseDouble(values.getFirst()) : Double.NaN;
        }
    }
}
