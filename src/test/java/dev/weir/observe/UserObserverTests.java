package dev.weir.observe;

import static dev.weir.testing.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import dev.weir.testing.LogCapture;
import dev.weir.testing.RunningApplication;
import dev.weir.testing.Scrape;
import java.io.IOException;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Observers of an application's own, and none at all. */
@Timeout(60)
class UserObserverTests {

    private final List<String> heard = new CopyOnWriteArrayList<>();

    @Test
    void hearsWhatBecomesOfAConnectionInOrderAndWithItsFigures() throws Exception {
        var observer = new ConnectionObserver() {
            @Override
            public void opened(ObservedConnection connection) {
                heard.add("opened " + connection.info().listener() + " "
                        + connection.info().handler());
            }

            @Override
            public void firstByte(ObservedConnection connection) {
                heard.add("firstByte");
            }

            @Override
            public void shutDown(ObservedConnection connection, Side side) {
                heard.add("shutDown " + side);
            }

            @Override
            public void closed(ObservedConnection connection, CloseCause cause) {
                heard.add("closed " + cause + " " + connection.bytesRead() + " " + connection.bytesWritten());
            }
        };
        try (var application = with(observer)) {
            talk(application);
            await().untilAsserted(() -> assertThat(heard)
                    .containsExactly("opened echo echo", "firstByte", "shutDown REMOTE", "closed PEER_CLOSED 5 5"));
        }
    }

    @Test
    void mayFailInTheMiddleOfThingsWithoutHurtingAStream() throws Exception {
        InlineObserver broken = new InlineObserver() {
            @Override
            public void opened(ObservedConnection connection) {
                throw new IllegalStateException("opened");
            }

            @Override
            public void firstByte(ObservedConnection connection) {
                throw new StackOverflowError("firstByte");
            }

            @Override
            public void shutDown(ObservedConnection connection, Side side) {
                throw new IllegalStateException("shutDown");
            }

            @Override
            public void closed(ObservedConnection connection, CloseCause cause) {
                throw new AssertionError("closed");
            }
        };
        try (var application = with(broken);
                var log = LogCapture.of(CompositeObserver.class)) {
            talk(application);
            await().until(() -> application.listener("echo").statistics().closed() == 1);
            assertThat(log.events().stream().filter(event -> event.getLevel().equals(Level.ERROR)))
                    .as("once, and no line for each event that a client causes")
                    .hasSize(1);
            assertThat(application.listener("echo").statistics().closed(CloseCause.PEER_CLOSED))
                    .isEqualTo(1);
            assertThat(application.scrape().sum("tcp_server_connection_duration_seconds_count"))
                    .as("the observers after it have heard")
                    .isEqualTo(1);
        }
    }

    @Test
    void mayBlockForEverWithoutHurtingAStream() throws Exception {
        var release = new CountDownLatch(1);
        var stuck = new ConnectionObserver() {
            @Override
            public void opened(ObservedConnection connection) {
                try {
                    release.await();
                } catch (InterruptedException _) {
                    Thread.currentThread().interrupt();
                }
            }
        };
        try (var application = with(stuck)) {
            for (int i = 0; i < 100; i++) {
                talk(application);
            }
            await().until(() -> application.listener("echo").statistics().closed() == 100);
            assertThat(application.scrape().series())
                    .containsEntry("tcp_server_observer_dropped_total{listener=\"echo\",observer=\"mine\"}", 0.0);
            release.countDown();
        }
    }

    @Test
    void switchedOffNothingIsMeasuredAndEverythingWorks() throws Exception {
        var observer = new ConnectionObserver() {
            @Override
            public void opened(ObservedConnection connection) {
                heard.add("opened");
            }
        };
        try (var application = RunningApplication.application()
                        .listener("echo", "echo")
                        .bean("mine", ConnectionObserver.class, () -> observer)
                        .with("weir.observation.enabled=false", "weir.listeners.echo.timeout.idle=100ms")
                        .start();
                var access = LogCapture.of("weir.access");
                var warnings = LogCapture.of("dev.weir.server");
                var busy = application.connect("echo")) {
            // Longer than the interval at which timeouts are looked for.
            long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(700);
            while (System.nanoTime() < end) {
                busy.getOutputStream().write(1);
                assertThat(busy.getInputStream().read())
                        .as("nobody can tell that it is idle")
                        .isEqualTo(1);
            }
            talk(application);
            Socket reset = application.connect("echo");
            reset.getOutputStream().write(1);
            assertThat(reset.getInputStream().read()).isEqualTo(1);
            reset.setSoLinger(true, 0);
            reset.close();
            await().until(() -> application.listener("echo").statistics().closed() == 2);

            assertThat(application.listener("echo").statistics().closed(CloseCause.HANDLER_ERROR))
                    .isZero();
            assertThat(warnings.lines())
                    .as("a client's reset is nobody's fault")
                    .isEmpty();
            Scrape scrape = application.scrape();
            assertThat(scrape.series().keySet()).noneMatch(series -> series.startsWith("tcp_server_"));
            assertThat(application.get("health/readiness").statusCode()).isEqualTo(200);
            assertThat(application.get("tcplisteners").body()).contains("\"read\":0");
            assertThat(access.lines()).isEmpty();
            assertThat(heard).isEmpty();
        }
    }

    private static RunningApplication with(ConnectionObserver observer) {
        return RunningApplication.application()
                .listener("echo", "echo")
                .bean("mine", ConnectionObserver.class, () -> observer)
                .start();
    }

    private static void talk(RunningApplication application) throws IOException {
        try (Socket socket = application.connect("echo")) {
            socket.getOutputStream().write(new byte[5]);
            socket.shutdownOutput();
            assertThat(socket.getInputStream().readAllBytes()).hasSize(5);
        }
    }
}
