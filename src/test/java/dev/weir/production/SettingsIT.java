package dev.weir.production;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.weir.testing.RequiresTool;
import dev.weir.testing.RunningProcess;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledIf;
import org.junit.jupiter.api.io.TempDir;

/** Every application.yml that is delivered starts the service: the samples, the image's, the chart's. */
class SettingsIT {

    /** Samples whose keys this version does not have yet, and the key that it stops at. */
    private static final Map<String, String> PENDING = Map.of(
            "telemetry-tls.yml", "ssl.bundle",
            "behind-balancer.yml", "proxy-protocol.");

    private static final Path SAMPLES = Path.of("config/samples");

    @TempDir
    private Path directory;

    @Test
    void severalListenersServeEachInItsWay() throws Exception {
        try (var weir = start("several-listeners.yml", "echo", "feed", "clock");
                Socket echo = weir.connect("echo");
                Socket clock = weir.connect("clock")) {
            echoes(echo, "hello");
            assertThat(clock.getInputStream().readAllBytes()).isNotEmpty();
            assertThat(weir.get("/actuator/health/readiness").statusCode()).isEqualTo(200);
        }
    }

    @Test
    @RequiresTool("busybox")
    void theLoadBringsTheDashboardsToLife() throws Exception {
        try (var weir = start("several-listeners.yml", "echo", "feed", "clock")) {
            var builder = new ProcessBuilder("busybox", "setsid", "busybox", "sh", "config/load/load.sh");
            builder.environment()
                    .putAll(Map.of(
                            "LOAD_HOST", "127.0.0.1",
                            "LOAD_ECHO", "" + weir.port("echo"),
                            "LOAD_FEED", "" + weir.port("feed"),
                            "LOAD_CLOCK", "" + weir.port("clock")));
            try (var _ = RunningProcess.start(builder)) {
                await().atMost(Duration.ofSeconds(60)).untilAsserted(() -> {
                    var scrape = weir.scrape();
                    String read = "tcp_server_read_bytes_total";
                    String rejected = "tcp_server_connections_rejected_total";
                    String closed = "tcp_server_connections_closed_total";
                    assertThat(scrape.sum(read, "listener=\"echo\"")).isPositive();
                    assertThat(scrape.sum(read, "listener=\"feed\"")).isPositive();
                    assertThat(scrape.sum(rejected, "listener=\"feed\"")).isPositive();
                    assertThat(scrape.sum(closed, "listener=\"echo\"")).isPositive();
                    assertThat(scrape.sum(closed, "listener=\"clock\"")).isPositive();
                });
            }
        }
    }

    @Test
    @RequiresTool("openssl")
    @DisabledIf("tlsIsPending")
    void telemetryIsReadInsideTls() throws Exception {
        certificate();
        try (var weir = start("telemetry-tls.yml", "telemetry");
                Socket device = trusting().createSocket("127.0.0.1", weir.port("telemetry"))) {
            device.getOutputStream().write("temperature=21.5\n".getBytes(StandardCharsets.US_ASCII));
            device.getOutputStream().flush();
            await().untilAsserted(
                            () -> assertThat(weir.scrape().sum("tcp_server_read_bytes_total", "listener=\"telemetry\""))
                                    .isEqualTo(17));
        }
    }

    @Test
    @DisabledIf("proxyProtocolIsPending")
    void behindABalancerTheClientIsTheRealOne() throws Exception {
        try (var weir = start("behind-balancer.yml", "service");
                Socket balancer = weir.connect("service")) {
            balancer.getOutputStream()
                    .write("PROXY TCP4 192.0.2.7 192.0.2.1 50000 3000\r\n".getBytes(StandardCharsets.US_ASCII));
            echoes(balancer, "hello");
            assertThat(weir.get("/actuator/tcpstreams").body()).contains("192.0.2.7:50000");
        }
    }

    @Test
    @RequiresTool("openssl")
    void aSampleIsPendingOnlyWhileItsKeysAreMissing() throws Exception {
        certificate();
        for (String sample : PENDING.keySet()) {
            try (RunningProcess process =
                    WeirProcess.launch(SAMPLES.resolve(sample), List.of(), certificateSettings())) {
                assertThat(process.awaitExit())
                        .as(sample + " starts: it is not pending any more")
                        .isEqualTo(1);
                assertThat(process.output()).contains("weir.listeners", PENDING.get(sample));
            }
        }
    }

    @Test
    void everySampleIsTested() throws IOException {
        try (var files = Files.list(SAMPLES)) {
            assertThat(files.map(file -> file.getFileName().toString()).toList())
                    .containsExactlyInAnyOrder("several-listeners.yml", "telemetry-tls.yml", "behind-balancer.yml");
        }
        assertThat(Set.of("telemetry-tls.yml", "behind-balancer.yml")).containsAll(PENDING.keySet());
    }

    @Test
    void theImagesSettingsStart() throws Exception {
        try (var weir = WeirProcess.start(
                        Path.of("config/image/application.yml"),
                        List.of("@config/image/jvm.options"),
                        "weir.listeners.echo.address=127.0.0.1:0");
                Socket client = weir.connect("echo")) {
            echoes(client, "hello");
        }
    }

    @Test
    void theChartsSettingsStart() throws Exception {
        Path file = directory.resolve("application.yml");
        Files.writeString(file, Chart.applicationText("""
                listeners:
                  feed: {port: 7001, handler: discard, config: {max-connections: 1000000, access: {deny: [192.0.2.0/24]}}}
                config: {weir: {max-connections: 15000}}
                management: {access: unrestricted}
                """), StandardCharsets.UTF_8);
        try (var weir = WeirProcess.start(
                file,
                List.of(),
                "weir.listeners.echo.address=127.0.0.1:0",
                "weir.listeners.feed.address=127.0.0.1:0")) {
            assertThat(weir.get("/actuator/tcplisteners").body()).contains("\"echo\"", "\"feed\"", "1000000");
            assertThat(weir.get("/actuator/health/liveness").statusCode()).isEqualTo(200);
            assertThat(weir.post("/actuator/tcplisteners/feed", "{\"action\":\"pause\"}")
                            .statusCode())
                    .isEqualTo(200);
            assertThat(weir.get("/actuator/health/readiness").statusCode()).isEqualTo(503);
            assertThat(weir.process().output()).doesNotContain("streams may be cut off");
        }
    }

    @Test
    void settingsBrokenByHandStopThePodWithTheReasonInItsLog() throws Exception {
        Path file = directory.resolve("application.yml");
        Files.writeString(
                file,
                Chart.applicationText("listeners: {echo: {config: {max-conections: 5}}}"),
                StandardCharsets.UTF_8);
        try (RunningProcess process = WeirProcess.launch(file, List.of())) {
            assertThat(process.awaitExit()).isEqualTo(1);
            assertThat(process.output()).contains("APPLICATION FAILED TO START", "weir.listeners.echo.max-conections");
        }
    }

    static boolean tlsIsPending() {
        return PENDING.containsKey("telemetry-tls.yml");
    }

    static boolean proxyProtocolIsPending() {
        return PENDING.containsKey("behind-balancer.yml");
    }

    private WeirProcess start(String sample, String... listeners) throws IOException, InterruptedException {
        var settings = new ArrayList<>(List.of(certificateSettings()));
        for (String listener : listeners) {
            settings.add("weir.listeners." + listener + ".address=127.0.0.1:0");
        }
        return WeirProcess.start(SAMPLES.resolve(sample), List.of(), settings.toArray(String[]::new));
    }

    /** In place of the paths that a pod has them under; without effect on samples without TLS. */
    private String[] certificateSettings() {
        if (!Files.exists(directory.resolve("tls.crt"))) {
            return new String[0];
        }
        String keystore = "spring.ssl.bundle.pem.telemetry.keystore.";
        return new String[] {
            keystore + "certificate=file:" + directory.resolve("tls.crt"),
            keystore + "private-key=file:" + directory.resolve("tls.key")
        };
    }

    private void certificate() throws IOException, InterruptedException {
        Certificates.make(directory.resolve("tls.crt"), directory.resolve("tls.key"));
    }

    private SSLSocketFactory trusting() throws Exception {
        KeyStore trusted = KeyStore.getInstance(KeyStore.getDefaultType());
        trusted.load(null, null);
        try (var certificate = Files.newInputStream(directory.resolve("tls.crt"))) {
            trusted.setCertificateEntry(
                    "weir", CertificateFactory.getInstance("X.509").generateCertificate(certificate));
        }
        var trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(trusted);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, trust.getTrustManagers(), null);
        return context.getSocketFactory();
    }

    private static void echoes(Socket socket, String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
        socket.getOutputStream().write(bytes);
        assertThat(socket.getInputStream().readNBytes(bytes.length)).isEqualTo(bytes);
    }
}
