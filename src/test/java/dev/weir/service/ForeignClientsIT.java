package dev.weir.service;

import static dev.weir.testing.Patience.PROCESS_DEADLINE;
import static dev.weir.testing.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.testing.RealFile;
import dev.weir.testing.RequiresTool;
import dev.weir.testing.RunningProcess;
import dev.weir.testing.Scrape;
import dev.weir.testing.WeirProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Common client programs on all kinds of listeners at once. Each sends a file, ends its output and reads on. */
@Timeout(300)
class ForeignClientsIT {

    @TempDir
    private static Path directory;

    private static WeirProcess service;
    private static Path file;

    @BeforeAll
    static void start() throws Exception {
        file = directory.resolve("file");
        try (var target = Files.newOutputStream(file)) {
            RealFile.copyTo(target);
        }
        service = WeirProcess.service()
                .listener("v6", "echo", "address=[::1]:0")
                .listener("unix", "echo", "address=unix:" + directory.resolve("echo.sock"))
                .listener("daytime", "daytime")
                .listener("off", "echo", "enabled=false")
                .start();
    }

    @AfterAll
    static void stop() {
        service.close();
    }

    @Test
    @RequiresTool("socat")
    void socatOverIpV4() throws Exception {
        assertEchoed("echo", "socat", "-t60", "STDIO", "TCP:127.0.0.1:" + service.port("echo"));
    }

    @Test
    @RequiresTool("socat")
    void socatOverIpV6() throws Exception {
        assertEchoed("v6", "socat", "-t60", "STDIO", "TCP6:[::1]:" + service.port("v6"));
    }

    @Test
    @RequiresTool("socat")
    void socatOverAUnixSocket() throws Exception {
        assertEchoed("unix", "socat", "-t60", "STDIO", "UNIX-CONNECT:" + directory.resolve("echo.sock"));
    }

    @Test
    @RequiresTool("ncat")
    void ncatOverIpV4() throws Exception {
        assertEchoed("echo", "ncat", "127.0.0.1", Integer.toString(service.port("echo")));
    }

    @Test
    @RequiresTool("ncat")
    void ncatReadsTheTime() throws Exception {
        try (var ncat = RunningProcess.start(
                new ProcessBuilder("ncat", "--recv-only", "127.0.0.1", Integer.toString(service.port("daytime"))))) {
            assertThat(ncat.awaitExit()).isZero();
            assertThat(ncat.output()).matches("\\w+day, \\w+ \\d{1,2}, \\d{4} \\d\\d:\\d\\d:\\d\\d-\\w+");
        }
    }

    @Test
    void everyEnabledListenerIsLoggedAndMeasured() throws Exception {
        assertThat(service.process().output()).doesNotContain("'off'");
        Scrape scrape = service.scrape();
        for (String listener : List.of("echo", "v6", "unix", "daytime")) {
            service.process().await("TCP listener '" + listener + "' started on \\S+ with handler");
            assertThat(scrape.sum("tcp_server_listener_up", "listener=\"" + listener + "\""))
                    .isOne();
        }
        assertThat(scrape.series().keySet()).noneMatch(series -> series.contains("listener=\"off\""));
    }

    private static void assertEchoed(String listener, String... command) throws IOException, InterruptedException {
        String label = "listener=\"" + listener + "\"";
        Scrape before = service.scrape();
        Path answer = Files.createTempFile(directory, "answer", null);
        var client = new ProcessBuilder(command)
                .redirectInput(file.toFile())
                .redirectOutput(answer.toFile())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try {
            assertThat(client.waitFor(PROCESS_DEADLINE)).isTrue();
            assertThat(client.exitValue()).isZero();
        } finally {
            client.destroyForcibly();
        }
        assertThat(Files.mismatch(file, answer)).as("first byte that differs").isEqualTo(-1);
        Files.delete(answer);
        await().untilAsserted(() -> {
            Scrape after = service.scrape();
            assertThat(after.sum("tcp_server_connections_active", label)).isZero();
            assertThat(after.sum("tcp_server_read_bytes_total", label))
                    .isEqualTo(before.sum("tcp_server_read_bytes_total", label) + RealFile.SIZE);
            assertThat(after.sum("tcp_server_written_bytes_total", label))
                    .isEqualTo(before.sum("tcp_server_written_bytes_total", label) + RealFile.SIZE);
            assertThat(after.sum("tcp_server_connections_closed_total", label, "cause=\"peer_closed\""))
                    .isEqualTo(before.sum("tcp_server_connections_closed_total", label, "cause=\"peer_closed\"") + 1);
        });
    }
}
