package dev.weir.targets;

import static dev.weir.targets.Commands.run;
import static dev.weir.testing.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.testing.RequiresTool;
import dev.weir.testing.RunningApplication;
import dev.weir.testing.RunningProcess;
import dev.weir.testing.ServerProgram;
import dev.weir.testing.TestCertificates;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Mosquitto, without TLS, behind a plain listener and behind one with TLS. */
@Timeout(300)
@RequiresTool({"mosquitto", "mosquitto_sub", "mosquitto_pub"})
class MosquittoTargetIT {

    private static final TestCertificates EDGE = TestCertificates.of("localhost");

    /** In seconds; mosquitto_sub accepts no less. */
    private static final int KEEP_ALIVE = 5;

    @TempDir
    private static Path directory;

    private static ServerProgram mosquitto;
    private static RunningApplication weir;

    @BeforeAll
    static void start() throws Exception {
        Path file = directory.resolve("mosquitto.conf");
        mosquitto = ServerProgram.start(
                file,
                1,
                ports -> "listener %s 127.0.0.1\nallow_anonymous true\n".formatted(ports.getFirst()),
                "mosquitto",
                "-v",
                "-c",
                file.toString());
        weir = RunningApplication.application()
                .with(
                        "spring.ssl.bundle.pem.edge.keystore.certificate=file:" + EDGE.pem(),
                        "spring.ssl.bundle.pem.edge.keystore.private-key=file:" + EDGE.pem())
                .forward("plain", mosquitto.address())
                .forward("tls", mosquitto.address(), "ssl.bundle=edge")
                .start();
    }

    @AfterAll
    static void stop() {
        try (var _ = mosquitto;
                var _ = weir) {}
    }

    @Test
    void acknowledgedAndRetainedMessagesReachSubscribers() throws Exception {
        run(client("mosquitto_pub", "plain", "-q", "1", "-t", "kept", "-m", "retained", "-r"));
        try (RunningProcess subscriber =
                RunningProcess.start(client("mosquitto_sub", "plain", "-q", "1", "-t", "kept", "-C", "2"))) {
            subscriber.await("^retained$");
            run(client("mosquitto_pub", "plain", "-q", "1", "-t", "kept", "-m", "live"));
            assertThat(subscriber.awaitExit()).as(subscriber::output).isZero();
            assertThat(subscriber.output()).isEqualTo("retained\nlive");
        }
        ForwardCounts.awaitAgreement(weir::scrape, "plain");
    }

    @Test
    void keepAlivesPassThroughBothWays() throws Exception {
        String interval = Integer.toString(KEEP_ALIVE);
        try (RunningProcess subscriber = RunningProcess.start(
                client("mosquitto_sub", "plain", "-i", "patient", "-k", interval, "-t", "quiet", "-C", "1"))) {
            mosquitto.process().await("Received PINGREQ from patient");
            mosquitto.process().await("Sending PINGRESP to patient");
            run(client("mosquitto_pub", "plain", "-t", "quiet", "-m", "still connected"));
            assertThat(subscriber.awaitExit()).as(subscriber::output).isZero();
        }
    }

    @Test
    void clientsWithTlsReachTheBrokerWithoutAndMustTrustTheListenersCertificate() throws Exception {
        try (RunningProcess subscriber =
                RunningProcess.start(tls("mosquitto_sub", "-q", "1", "-t", "secret", "-C", "1", "-i", "secured"))) {
            mosquitto.process().await("Sending SUBACK to secured");
            run(tls("mosquitto_pub", "-q", "1", "-t", "secret", "-m", "under cover"));
            subscriber.await("^under cover$");
            assertThat(subscriber.awaitExit()).as(subscriber::output).isZero();
        }
        ForwardCounts.awaitAgreement(weir::scrape, "tls");
        assertThat(Commands.status(client(
                        "mosquitto_pub",
                        "tls",
                        "--cafile",
                        TestCertificates.of("other.example").pem().toString(),
                        "-t",
                        "secret",
                        "-m",
                        "never")))
                .as("status of a client that trusts another certificate")
                .isNotZero();
        await().untilAsserted(() -> assertThat(weir.statistics("tls").active()).isZero());
        assertThat(weir.listener("tls").targets().getFirst().opened())
                .as("connections to the broker, none of them before the handshake")
                .isEqualTo(2);
    }

    private static ProcessBuilder tls(String program, String... arguments) {
        var all = new ArrayList<>(List.of("--cafile", EDGE.pem().toString()));
        all.addAll(List.of(arguments));
        return client(program, "tls", all.toArray(String[]::new));
    }

    private static ProcessBuilder client(String program, String listener, String... arguments) {
        var command = new ArrayList<>(List.of(
                program,
                "-h",
                listener.equals("tls") ? "localhost" : "127.0.0.1",
                "-p",
                Integer.toString(weir.address(listener).getPort())));
        command.addAll(List.of(arguments));
        return new ProcessBuilder(command);
    }
}
