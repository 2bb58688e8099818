package dev.weir.production;

import static dev.weir.testing.Patience.PROCESS_DEADLINE;
import static dev.weir.testing.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.stream.TcpStream;
import dev.weir.testing.RequiresTool;
import dev.weir.testing.RunningProcess;
import dev.weir.testing.TargetServer;
import dev.weir.testing.TestCertificates;
import dev.weir.testing.WeirProcess;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every application.yml that is delivered starts the service: the samples, the image's, the chart's. */
class SettingsIT {

    private static final TestCertificates CERTIFICATES = TestCertificates.of("weir");

    private static final Path SAMPLES = Path.of("config/samples");

    @TempDir
    private Path directory;

    @Test
    @RequiresTool("busybox")
    void severalListenersServeEachInItsWayAndTheLoadBringsThemToLife() throws Exception {
        try (var weir = start("several-listeners.yml", "echo", "feed", "clock");
                Socket echo = weir.connect("echo");
                Socket clock = weir.connect("clock")) {
            echoes(echo, "hello");
            assertThat(clock.getInputStream().readAllBytes()).isNotEmpty();
            awaitReady(weir);
            try (var _ = RunningProcess.start(load(weir))) {
                await().atMost(PROCESS_DEADLINE).untilAsserted(() -> {
                    var scrape = weir.scrape();
                    String read = "tcp_server_read_bytes_total";
                    String rejected = "tcp_server_connections_rejected_total";
                    String closed = "tcp_server_connections_closed_total";
                    assertThat(scrape.sum(read, "listener=\"echo\"")).isGreaterThan(5);
                    assertThat(scrape.sum(read, "listener=\"feed\"")).isPositive();
                    assertThat(scrape.sum(rejected, "listener=\"feed\"")).isPositive();
                    assertThat(scrape.sum(closed, "listener=\"echo\"")).isPositive();
                    assertThat(scrape.sum(closed, "listener=\"clock\"")).isGreaterThan(1);
                });
            }
        }
    }

    /** Listeners accept a little earlier. */
    private static void awaitReady(WeirProcess weir) {
        await().atMost(PROCESS_DEADLINE).until(() -> weir.readiness() == 200);
    }

    /** In a process group of its own, which it ends as a whole. */
    private static ProcessBuilder load(WeirProcess weir) throws InterruptedException {
        var builder = new ProcessBuilder("busybox", "setsid", "busybox", "sh", "config/load/load.sh");
        builder.environment()
                .putAll(Map.of(
                        "LOAD_HOST", "127.0.0.1",
                        "LOAD_ECHO", Integer.toString(weir.port("echo")),
                        "LOAD_FEED", Integer.toString(weir.port("feed")),
                        "LOAD_CLOCK", Integer.toString(weir.port("clock"))));
        return builder;
    }

    @Test
    @RequiresTool("openssl")
    void telemetryIsReadInsideTls() throws Exception {
        Path certificate = directory.resolve("tls.crt");
        CERTIFICATES.writeTo(certificate, directory.resolve("tls.key"));
        String keystore = "spring.ssl.bundle.pem.telemetry.keystore.";
        try (var weir = WeirProcess.service(SAMPLES.resolve("telemetry-tls.yml"))
                        .onFreePorts("telemetry")
                        .with(
                                keystore + "certificate=file:" + certificate,
                                keystore + "private-key=file:" + directory.resolve("tls.key"))
                        .start();
                Socket device = TestCertificates.trusting(CERTIFICATES)
                        .getSocketFactory()
                        .createSocket("127.0.0.1", weir.port("telemetry"))) {
            device.getOutputStream().write("temperature=21.5\n".getBytes(StandardCharsets.US_ASCII));
            device.getOutputStream().flush();
            await().untilAsserted(
                            () -> assertThat(weir.scrape().sum("tcp_server_read_bytes_total", "listener=\"telemetry\""))
                                    .isEqualTo(17));
        }
    }

    @Test
    void behindABalancerTheClientIsTheRealOne() throws Exception {
        try (var weir = start("behind-balancer.yml", "service");
                Socket balancer = weir.connect("service")) {
            balancer.getOutputStream()
                    .write("PROXY TCP4 192.0.2.7 192.0.2.1 50000 3000\r\n".getBytes(StandardCharsets.US_ASCII));
            echoes(balancer, "hello");
            assertThat(weir.get("tcpstreams").body()).contains("192.0.2.7:50000");
        }
    }

    @Test
    @RequiresTool("openssl")
    void redisIsReachedInsideTls() throws Exception {
        Path certificate = directory.resolve("redis.crt");
        CERTIFICATES.writeTo(certificate, directory.resolve("redis.key"));
        String keystore = "spring.ssl.bundle.pem.redis.keystore.";
        try (var redis = TargetServer.start(SettingsIT::answerPings);
                var weir = WeirProcess.service(SAMPLES.resolve("in-front-of-redis.yml"))
                        .onFreePorts("redis")
                        .with(
                                keystore + "certificate=file:" + certificate,
                                keystore + "private-key=file:" + directory.resolve("redis.key"),
                                "weir.listeners.redis.forward.to=" + redis.target())
                        .start();
                Socket client = TestCertificates.trusting(CERTIFICATES)
                        .getSocketFactory()
                        .createSocket("127.0.0.1", weir.port("redis"))) {
            client.getOutputStream().write("PING\r\n".getBytes(StandardCharsets.US_ASCII));
            client.getOutputStream().flush();
            assertThat(client.getInputStream().readNBytes(7)).asString().isEqualTo("+PONG\r\n");
            assertThat(weir.get("tcplisteners/redis").body()).contains("\"state\":\"up\"");
        }
    }

    private static void answerPings(TcpStream stream) throws IOException {
        while ("PING".equals(stream.readLine(StandardCharsets.US_ASCII, 100))) {
            stream.writeAll("+PONG\r\n".getBytes(StandardCharsets.US_ASCII));
        }
    }

    @Test
    void everySampleIsTested() throws IOException {
        try (var files = Files.list(SAMPLES)) {
            assertThat(files.map(file -> file.getFileName().toString()).toList())
                    .containsExactlyInAnyOrder(
                            "several-listeners.yml",
                            "telemetry-tls.yml",
                            "behind-balancer.yml",
                            "in-front-of-redis.yml");
        }
    }

    @Test
    void theImagesSettingsStart() throws Exception {
        try (var weir = WeirProcess.service(Path.of("config/image/settings.yml"))
                        // AssembleIT starts them with Spring AOT.
                        .jvm("@config/image/jvm.options", "-Dspring.aot.enabled=false")
                        .onFreePorts("echo")
                        .start();
                Socket client = weir.connect("echo")) {
            echoes(client, "hello");
            assertThat(weir.process().output()).doesNotContain("Spring AOT", "AOT-processed");
        }
    }

    @Test
    @RequiresTool("openssl")
    void theChartsSettingsStart() throws Exception {
        Path file = directory.resolve("application.yml");
        Path certificate = directory.resolve("tls.crt");
        CERTIFICATES.writeTo(certificate, directory.resolve("tls.key"));
        // As a pod has them, but for where its Secrets are mounted.
        Files.writeString(
                file,
                Chart.applicationText("""
                listeners:
                  feed:
                    port: 7001
                    handler: echo
                    config: {max-connections: 1000000, access: {deny: [192.0.2.0/24]}}
                    tls: {enabled: true, secretName: feed, clientAuth: want, clientCaSecretName: devices}
                  behind:
                    port: 7002
                    handler: echo
                    proxyProtocol: {mode: required, trusted: [127.0.0.0/8], timeout: 2s}
                  messages:
                    port: 7003
                    handler: echo
                    config: {framing: {type: delimiter, max-size: 1KB, delimiter: {ends: ["#", "\\r\\n"], write: "\\n"}}}
                config: {weir: {max-connections: 15000}}
                management: {access: unrestricted}
                """)
                        .replace("/etc/weir-tls/feed-clients/ca.crt", certificate.toString())
                        .replace("/etc/weir-tls/feed", directory.toString()),
                StandardCharsets.UTF_8);
        try (var weir = WeirProcess.service(file)
                        .onFreePorts("echo", "feed", "behind", "messages")
                        .start();
                Socket client = weir.connect("messages");
                Socket device = TestCertificates.trusting(CERTIFICATES)
                        .getSocketFactory()
                        .createSocket("127.0.0.1", weir.port("feed"))) {
            echoes(device, "hello");
            client.getOutputStream().write("a#b\r\n".getBytes(StandardCharsets.US_ASCII));
            assertThat(client.getInputStream().readNBytes(4))
                    .asString(StandardCharsets.US_ASCII)
                    .isEqualTo("a\nb\n");
            assertThat(weir.get("tcplisteners").body()).contains("\"echo\"", "\"feed\"", "1000000");
            assertThat(weir.get("health/liveness").statusCode()).isEqualTo(200);
            awaitReady(weir);
            weir.change("feed", "pause");
            assertThat(weir.readiness()).isEqualTo(503);
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
        try (RunningProcess process = WeirProcess.service(file).launch()) {
            assertThat(process.awaitExit()).isEqualTo(1);
            assertThat(process.output()).contains("APPLICATION FAILED TO START", "weir.listeners.echo.max-conections");
        }
    }

    private static WeirProcess start(String sample, String... listeners) throws IOException, InterruptedException {
        return WeirProcess.service(SAMPLES.resolve(sample))
                .onFreePorts(listeners)
                .start();
    }

    private static void echoes(Socket socket, String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
        socket.getOutputStream().write(bytes);
        assertThat(socket.getInputStream().readNBytes(bytes.length)).isEqualTo(bytes);
    }
}
