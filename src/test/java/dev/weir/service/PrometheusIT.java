package dev.weir.service;

import static dev.weir.testing.Patience.PROCESS_DEADLINE;
import static dev.weir.testing.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.testing.Prometheus;
import dev.weir.testing.RequiresTool;
import dev.weir.testing.RunningProcess;
import dev.weir.testing.WeirProcess;
import java.io.File;
import java.io.IOException;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Prometheus scrapes the packaged service. */
@RequiresTool({"prometheus", "promtool"})
@Timeout(180)
class PrometheusIT {

    private static WeirProcess service;

    @TempDir
    private Path directory;

    @BeforeAll
    static void start() throws Exception {
        service = WeirProcess.service().with("weir.access-log.enabled=false").start();
    }

    @AfterAll
    static void stop() {
        service.close();
    }

    @Test
    void prometheusScrapesTheServiceAndItsCountersEqualTheBytesSent() throws Exception {
        try (var prometheus = Prometheus.start(directory, service.managementPort())) {
            prometheus.awaitResult("up == 1");
            for (int i = 0; i < 25; i++) {
                echo(1000 + i);
            }
            int bytes = 25 * 1000 + 24 * 25 / 2;

            await().atMost(PROCESS_DEADLINE).untilAsserted(() -> {
                assertThat(prometheus.value(
                                "tcp_server_connections_closed_total{listener=\"echo\",cause=\"peer_closed\"}"))
                        .isEqualTo(25);
                assertThat(prometheus.value("tcp_server_connections_accepted_total{listener=\"echo\"}"))
                        .isEqualTo(25);
                assertThat(prometheus.value("tcp_server_read_bytes_total{listener=\"echo\"}"))
                        .isEqualTo(bytes);
                assertThat(prometheus.value("tcp_server_written_bytes_total{listener=\"echo\"}"))
                        .isEqualTo(bytes);
                assertThat(prometheus.value("sum(tcp_server_connections_active{listener=\"echo\"})"))
                        .isZero();
                assertThat(prometheus.value("tcp_server_connection_duration_seconds_count{listener=\"echo\"}"))
                        .isEqualTo(25);
            });
            assertThat(prometheus.value("count({__name__=~\"tcp_server_.+_total\"}) > 0"))
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

    /** promtool has no complaint about Weir's own meters. */
    @Test
    void promtoolFindsNoFaultWithNamesTypesAndHelp() throws Exception {
        File scrape = directory.resolve("scrape").toFile();
        Files.writeString(scrape.toPath(), service.body("prometheus"));
        try (var promtool =
                RunningProcess.start(new ProcessBuilder("promtool", "check", "metrics").redirectInput(scrape))) {
            assertThat(promtool.awaitExit()).as(promtool.output()).isIn(0, 3);
            assertThat(promtool.output()).doesNotContain("tcp_server_").doesNotContain("error while linting");
        }
    }
}
