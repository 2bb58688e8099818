package dev.weir.autoconfigure;

import static dev.weir.testing.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weir.client.FrameClient;
import dev.weir.frame.FrameHandler;
import dev.weir.frame.FrameSession;
import dev.weir.test.TcpTestClient;
import dev.weir.testing.LogCapture;
import dev.weir.testing.RunningApplication;
import dev.weir.testing.TestCertificates;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Settings of Spring Boot that change how all beans are made, run and configured, Weir's among them. */
@Timeout(120)
class HostSettingsTests {

    /** Asks another listener, by a client of the settings. */
    static final class Asking implements FrameHandler<String, String> {

        private final FrameClient<String, String> back;

        Asking(FrameClient<String, String> back) {
            this.back = back;
        }

        @Override
        public String handle(String line, FrameSession session) throws IOException {
            return back.call(line) + " on " + (Thread.currentThread().isVirtual() ? "virtual" : "platform");
        }
    }

    private static RunningApplication.Setup gateway(RunningApplication backend) {
        String target = "127.0.0.1:" + backend.address("lines").getPort();
        return RunningApplication.application()
                .listener("ask", "asking", "framing.type=line")
                .forward("through", target)
                .bean("asking", Asking.class)
                .with(
                        "weir.clients.back.addresses=" + target,
                        "weir.clients.back.framing.type=line",
                        "weir.clients.raw.addresses=" + target);
    }

    private static RunningApplication.Setup backend() {
        return RunningApplication.application().listener("lines", "echo", "framing.type=line");
    }

    @Test
    void startsAndMeasuresTheSameWithLazyInitialization() throws Exception {
        try (var backend =
                        backend().with("spring.main.lazy-initialization=true").start();
                var eager = gateway(backend).start();
                var lazy = gateway(backend)
                        .with("spring.main.lazy-initialization=true")
                        .start()) {
            assertThat(ownSeries(lazy)).as("from the start").isEqualTo(ownSeries(eager));
            try (var log = LogCapture.of("weir.access")) {
                ask(lazy);
                await().untilAsserted(() -> assertThat(log.lines()).anyMatch(line -> line.startsWith("listener=ask ")));
            }
            assertThat(lazy.get("health/readiness").body()).contains("\"tcp\"").startsWith("{\"components\"");
            assertThat(lazy.get("tcpclients").body()).contains("\"state\":\"up\"");
        }
    }

    @Test
    void stopsTheStartForAWrongSettingWithLazyInitialization() {
        assertThatThrownBy(() -> backend()
                        .with("spring.main.lazy-initialization=true", "weir.clients.back.addresses=nowhere")
                        .start())
                .rootCause()
                .hasMessageContaining("weir.clients.back.addresses");
    }

    @Test
    void servesBesideVirtualThreadsOfSpringBoot() throws Exception {
        try (var backend = backend().start();
                var application = gateway(backend)
                        .with("spring.threads.virtual.enabled=true")
                        .start()) {
            ask(application);
            assertThat(Thread.getAllStackTraces().keySet())
                    .as("without it, the JVM of an application without a web server would end")
                    .anyMatch(thread -> thread.getName().contains("ask") && !thread.isDaemon());
        }
    }

    @Test
    void oneOfTwoContextsEndsAndTheOtherServesOn() throws Exception {
        try (var one = backend().with("weir.max-connections=7").start();
                var client = one.client("lines")) {
            client.send("a\n").receivesLine("a");
            try (var other = backend().with("weir.max-connections=5").start();
                    var another = other.client("lines")) {
                another.send("b\n").receivesLine("b");
                assertThat(other.get("prometheus").body())
                        .contains("weir_connections_limit 5.0", "weir_connections_active 1.0");
                assertThat(other.scrape().sum("tcp_server_read_bytes_total")).isEqualTo(2);
            }
            client.send("c\n").receivesLine("c");
            assertThat(one.get("prometheus").body())
                    .contains("weir_connections_limit 7.0", "weir_connections_active 1.0");
            assertThat(one.scrape().sum("tcp_server_read_bytes_total")).isEqualTo(4);
            assertThat(one.get("health/readiness").statusCode()).isEqualTo(200);
        }
    }

    /** Spring AOT evaluates conditions when an application is built; here the marker that it leaves is added. */
    @Test
    void stopsTheStartIfABuildHasFixedAnotherValue() {
        assertThatThrownBy(() -> RunningApplication.listenersOnly()
                        .listener("echo", "echo")
                        .bean("weirObservationOff", ObservationOff.class)
                        .start())
                .rootCause()
                .hasMessage(
                        "weir.observation.enabled was false when Spring AOT processed the application, which fixed it: true");
        assertThatThrownBy(() -> ObservationOff.check(false, null))
                .hasMessage(
                        "weir.observation.enabled was true when Spring AOT processed the application, which fixed it: false");
    }

    /** As containers get them: a file for each setting, whose content is the value. */
    @Test
    void takesAllItsSettingsFromAConfigTree(@TempDir Path secrets) throws Exception {
        TestCertificates certificates = TestCertificates.of("weir");
        certificates.writeTo(
                secrets.resolve("spring.ssl.bundle.pem.weir.keystore.certificate"),
                secrets.resolve("spring.ssl.bundle.pem.weir.keystore.private-key"));
        write(secrets, "weir/listeners/sec-ret/address", "127.0.0.1:0\n");
        write(secrets, "weir.listeners.sec-ret.handler", "echo\n");
        write(secrets, "weir.listeners.sec-ret.ssl.bundle", "weir");
        write(secrets, "weir.listeners.sec-ret.timeout.idle", "1m\n");
        write(secrets, "weir.listeners.sec-ret.access.allow", "127.0.0.0/8, ::1\n");
        write(secrets, "weir.listeners.sec-ret.framing.type", "delimiter");
        write(secrets, "weir.listeners.sec-ret.framing.delimiter.ends", "\\n,#");
        try (var application = fromTree(secrets).start();
                var client = application.client("sec-ret").tls(TestCertificates.trusting(certificates), "weir")) {
            client.send("hello\n").receives("hello\n");
            assertThat(application.listener("sec-ret").definition().layers().tls())
                    .isNotNull();
        }

        write(secrets, "weir.listeners.sec-ret.timeout.idle", "60\n");
        assertThatThrownBy(() -> fromTree(secrets).start())
                .rootCause()
                .hasMessageContaining("weir.listeners.sec-ret.timeout.idle")
                .hasMessageContaining("60")
                .hasMessageContaining(secrets.toString());
        write(secrets, "weir.listeners.sec-ret.timeout.idle", "\n");
        assertThatThrownBy(() -> fromTree(secrets).start())
                .rootCause()
                .hasMessageContaining("weir.listeners.sec-ret.timeout.idle")
                .hasMessageContaining("is empty");
        write(secrets, "weir.listeners.sec-ret.timeout.idle", "60s");
        write(secrets, "weir.listeners.sec-ret.timeout.ilde", "60s");
        assertThatThrownBy(() -> fromTree(secrets).start())
                .rootCause()
                .hasMessageContaining("weir.listeners.sec-ret.timeout.ilde");
    }

    private static RunningApplication.Setup fromTree(Path secrets) {
        return RunningApplication.listenersOnly().with("spring.config.import=configtree:" + secrets + "/");
    }

    private static void write(Path directory, String key, String value) throws IOException {
        Path file = directory.resolve(key);
        Files.createDirectories(file.getParent());
        Files.writeString(file, value);
    }

    private static void ask(RunningApplication gateway) {
        try (TcpTestClient client = gateway.client("ask");
                TcpTestClient through = gateway.client("through")) {
            client.send("hello\n").receivesLine("hello on virtual");
            through.send("hello\n").receivesLine("hello");
        }
    }

    private static Set<String> ownSeries(RunningApplication application) throws Exception {
        return application.scrape().series().keySet().stream()
                .filter(name -> name.startsWith("tcp_") || name.startsWith("weir_"))
                .collect(Collectors.toSet());
    }
}
