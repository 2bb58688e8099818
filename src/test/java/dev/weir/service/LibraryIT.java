package dev.weir.service;

import static dev.weir.testing.Patience.DEADLINE_MILLIS;
import static dev.weir.testing.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.testing.Actuator;
import dev.weir.testing.RunningProcess;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** An application that uses the plain jar, with one handler bean and its own settings. */
@Timeout(300)
class LibraryIT {

    private static final String MAIN = ShoutLibraryApplication.MAIN;
    private static final int SIGTERM = 128 + 15;

    @TempDir
    private static Path directory;

    private static OtherApplication application;

    @BeforeAll
    static void make() throws Exception {
        application = ShoutLibraryApplication.in(directory);
    }

    @Test
    void servesWithoutAWebServerUntilSigterm() throws Exception {
        try (var process = application.start(false, MAIN)) {
            assertOnlyItsOwn(process);
            assertThat(process.output()).doesNotContain("Tomcat");
            assertShouts(process);
            assertThat(process.isAlive()).isTrue();
            process.terminate();
            assertThat(process.awaitExit()).as(process.output()).isEqualTo(SIGTERM);
        }
    }

    @Test
    void servesBesideItsOwnWebServerWhichShowsTheMeters() throws Exception {
        try (var process = application.start(true, MAIN)) {
            assertOnlyItsOwn(process);
            assertShouts(process);
            int port = Integer.parseInt(
                    process.await("Tomcat started on port (\\d+)").group(1));
            try (var actuator = new Actuator(port)) {
                assertThat(actuator.body("prometheus"))
                        .contains("tcp_server_connections_accepted_total{listener=\"loud\"} 1.0")
                        .doesNotContain("listener=\"echo\"");
            }
        }
    }

    /** Boot's web server publishes readiness before it closes the context, and then does not close it at all. */
    @Test
    void drainsAlthoughAListenerOfReadinessEndsSpringsOwnShutdown() throws Exception {
        try (var process = application.start(true, MAIN, "--broken=true");
                var socket = new Socket(InetAddress.getLoopbackAddress(), port(process))) {
            socket.setSoTimeout(DEADLINE_MILLIS);
            socket.getOutputStream().write("hello\n".getBytes(StandardCharsets.UTF_8));
            assertThat(socket.getInputStream().readNBytes(6)).isEqualTo("HELLO\n".getBytes(StandardCharsets.UTF_8));
            process.terminate();
            await().until(() -> isRefused(port(process)));
            for (int i = 0; i < 5; i++) {
                socket.getOutputStream().write("hello\n".getBytes(StandardCharsets.UTF_8));
                assertThat(socket.getInputStream().readNBytes(6))
                        .as("the port is closed, and a busy stream goes on")
                        .hasSize(6);
            }
            socket.shutdownOutput();
            assertThat(socket.getInputStream().read()).isEqualTo(-1);
            assertThat(process.awaitExit()).as(process.output()).isEqualTo(SIGTERM);
        }
    }

    private static boolean isRefused(int port) {
        try (var _ = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return false;
        } catch (IOException _) {
            return true;
        }
    }

    private static int port(RunningProcess process) throws InterruptedException {
        return Integer.parseInt(process.await("TCP listener 'loud' started on 127\\.0\\.0\\.1:(\\d+)")
                .group(1));
    }

    @Test
    void startsAndEndsWithoutListeners() throws Exception {
        try (var process = application.start(false, MAIN, "--weir.listeners.loud.enabled=false")) {
            assertThat(process.awaitExit()).as(process.output()).isZero();
            assertThat(process.output())
                    .contains("Started ShoutApplication", "No TCP listener is enabled: nothing is served.")
                    .doesNotContain("TCP listener '");
        }
    }

    private static void assertOnlyItsOwn(RunningProcess process) throws InterruptedException {
        assertThat(process.await("^name: (.*)").group(1)).isEqualTo("shout");
        assertThat(process.await("^keep-alive: (.*)").group(1)).isEqualTo("null");
        assertThat(process.await("^beans: (.*)").group(1).split(" "))
                .contains("shout", "shoutApplication", "weirStreamListeners")
                .as("a task executor for the application, which Boot withdraws when there is another executor")
                .contains("applicationTaskExecutor")
                .as("the service")
                .doesNotContain("weirApplication");
        assertThat(process.output()).doesNotContain("TCP listener 'echo'");
    }

    private static void assertShouts(RunningProcess process) throws Exception {
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), port(process))) {
            socket.setSoTimeout(DEADLINE_MILLIS);
            socket.getOutputStream().write("hello\nworld".getBytes(StandardCharsets.UTF_8));
            socket.shutdownOutput();
            assertThat(new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
                    .isEqualTo("HELLO\nWORLD\n");
        }
    }
}
