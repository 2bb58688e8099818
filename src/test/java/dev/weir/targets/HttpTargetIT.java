package dev.weir.targets;

import static dev.weir.targets.Commands.run;
import static dev.weir.testing.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.observe.CloseCause;
import dev.weir.observe.ConnectOutcome;
import dev.weir.testing.RequiresTool;
import dev.weir.testing.RunningApplication;
import dev.weir.testing.RunningProcess;
import dev.weir.testing.ServerProgram;
import dev.weir.testing.TestCertificates;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** nginx, with TLS and without, behind listeners with TLS and without, and curl in front of them. */
@Timeout(300)
@RequiresTool({"nginx", "curl"})
class HttpTargetIT {

    private static final TestCertificates EDGE = TestCertificates.of("edge.example");
    private static final TestCertificates BACK = TestCertificates.of("back.example");
    private static final int SIZE = 64 * 1024 * 1024;

    @TempDir
    private static Path directory;

    private static Path large;
    private static ServerProgram nginx;
    private static RunningApplication weir;

    @BeforeAll
    static void start() throws Exception {
        large = Commands.randomFile(directory.resolve("large"), SIZE);
        Path file = directory.resolve("nginx.conf");
        nginx = ServerProgram.start(
                file, 3, HttpTargetIT::configuration, "nginx", "-p", directory.toString(), "-c", file.toString());
        String secured = "127.0.0.1:" + nginx.port(1);
        weir = RunningApplication.application()
                .with(
                        "spring.ssl.bundle.pem.edge.keystore.certificate=file:" + EDGE.pem(),
                        "spring.ssl.bundle.pem.edge.keystore.private-key=file:" + EDGE.pem(),
                        "spring.ssl.bundle.pem.back.truststore.certificate=file:" + BACK.pem())
                .forward("plain", nginx.address())
                .forward("kept", nginx.address())
                .forward("broken", nginx.address())
                .forward("outside", nginx.address(), "ssl.bundle=edge")
                .forward("inside", secured, "forward.ssl.bundle=back", "forward.ssl.server-name=back.example")
                .forward("both", secured, "ssl.bundle=edge", "forward.ssl.bundle=back")
                // Checks would take the target down before the connect that is to fail.
                .forward(
                        "misnamed",
                        secured,
                        "forward.ssl.bundle=back",
                        "forward.ssl.server-name=other.example",
                        "forward.health.interval=0s")
                .forward(
                        "introduced",
                        "127.0.0.1:" + nginx.port(2),
                        "proxy-protocol.mode=required",
                        "proxy-protocol.trusted=127.0.0.1",
                        "forward.proxy-protocol=v2",
                        "forward.health.interval=0s")
                .start();
    }

    private static String configuration(List<Integer> ports) {
        return """
                daemon off;
                master_process off;
                pid %1$s/nginx.pid;
                error_log stderr;
                events {}
                http {
                    access_log off;
                    client_body_temp_path %1$s/body;
                    proxy_temp_path %1$s/proxy;
                    fastcgi_temp_path %1$s/fastcgi;
                    uwsgi_temp_path %1$s/uwsgi;
                    scgi_temp_path %1$s/scgi;
                    server {
                        listen 127.0.0.1:%2$s;
                        listen 127.0.0.1:%3$s ssl;
                        ssl_certificate %5$s;
                        ssl_certificate_key %5$s;
                        root %1$s;
                        location /name { return 200 "$ssl_server_name\\n"; }
                    }
                    server {
                        listen 127.0.0.1:%4$s proxy_protocol;
                        location / { return 200 "$proxy_protocol_addr:$proxy_protocol_port\\n"; }
                    }
                }
                """.formatted(directory, ports.get(0), ports.get(1), ports.get(2), BACK.pem());
    }

    @AfterAll
    static void stop() {
        try (var _ = nginx;
                var _ = weir) {}
    }

    @ParameterizedTest
    @ValueSource(strings = {"plain", "outside", "inside", "both"})
    void aLargeFileArrivesUnchangedWhicheverSideHasTls(String listener) throws Exception {
        Path copy = directory.resolve(listener);
        run(curl(listener, "-o", copy.toString(), url(listener, "large")));
        assertThat(Files.mismatch(large, copy)).isEqualTo(-1);
        Files.delete(copy);
        ForwardCounts.awaitAgreement(weir::scrape, listener);
    }

    @Test
    void requestsShareAConnectionAsTheyDoWithoutWeir() throws Exception {
        String name = url("kept", "name");
        assertThat(run(curl("kept", "-w", "%{num_connects}", name, name, name))).isEqualTo("\n1\n0\n0");
        ForwardCounts.awaitAgreement(weir::scrape, "kept");
        assertThat(weir.listener("kept").targets().getFirst().opened()).isOne();
    }

    @Test
    void theTargetIsAskedForByItsName() throws Exception {
        assertThat(run(curl("inside", url("inside", "name")))).isEqualTo("back.example");
    }

    @Test
    void aTargetWithAnotherNameIsRefused() throws Exception {
        assertThat(Commands.status(curl("misnamed", url("misnamed", "name")))).isNotZero();
        weir.awaitRest("misnamed");
        assertThat(weir.statistics("misnamed").closed(CloseCause.UPSTREAM_UNAVAILABLE))
                .isOne();
        assertThat(weir.listener("misnamed").targets().getFirst().connects(ConnectOutcome.TLS_ERROR))
                .isOne();
    }

    @Test
    void theTargetLearnsTheAddressThatCurlAnnounces() throws Exception {
        String answer =
                run(curl("introduced", "--haproxy-protocol", "-w", "%{local_ip}:%{local_port}", url("introduced", "")));
        assertThat(answer.lines().distinct()).hasSize(1).allMatch(address -> address.startsWith("127.0.0.1:"));
    }

    @Test
    void aClientThatIsKilledInTheMiddleEndsTheTargetsConnection() throws Exception {
        try (RunningProcess curl = RunningProcess.start(
                curl("broken", "--limit-rate", "100k", "-o", "/dev/null", url("broken", "large")))) {
            await().until(() -> weir.statistics("broken").bytesWritten() > 100_000);
            curl.kill();
            assertThat(curl.awaitExit()).isNotZero();
        }
        await().untilAsserted(() -> ForwardCounts.assertRest(weir.scrape(), "broken"));
        assertThat(weir.statistics("broken").closed(CloseCause.PEER_RESET)).isOne();
    }

    private static ProcessBuilder curl(String listener, String... arguments) {
        var command = new ArrayList<>(List.of("curl", "--silent", "--show-error", "--max-time", "100"));
        command.addAll(List.of("--cacert", EDGE.pem().toString(), "--connect-to"));
        command.add("::127.0.0.1:" + weir.address(listener).getPort());
        command.addAll(List.of(arguments));
        return new ProcessBuilder(command);
    }

    private static String url(String listener, String path) {
        boolean isTls = listener.equals("outside") || listener.equals("both");
        return (isTls ? "https" : "http") + "://edge.example/" + path;
    }
}
