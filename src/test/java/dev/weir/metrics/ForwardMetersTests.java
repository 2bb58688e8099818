package dev.weir.metrics;

import static dev.weir.testing.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.testing.ClosedPort;
import dev.weir.testing.RunningApplication;
import dev.weir.testing.Scrape;
import dev.weir.testing.TargetServer;
import java.io.IOException;
import java.net.Socket;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The meters of targets of listeners that forward, against what clients and targets have seen. */
@Timeout(60)
class ForwardMetersTests {

    private static final String FRONT = "listener=\"front\"";
    private static final int ROUNDS = 20;

    private TargetServer echo;
    private TargetServer rude;
    private ClosedPort gone;
    private RunningApplication application;

    @BeforeEach
    void start() throws IOException {
        echo = TargetServer.echo();
        rude = TargetServer.start(stream -> {
            stream.readFully(new byte[1]);
            stream.reset("on purpose");
        });
        gone = new ClosedPort();
        application = RunningApplication.application()
                .listener("plain", "echo")
                .forward("front", echo.target() + "," + gone.address(), "forward.health.interval=0s")
                .forward("broken", rude.target().toString(), "forward.health.interval=0s")
                .forward("alone", gone.address(), "forward.health.interval=0s")
                .start();
    }

    @AfterEach
    void stop() throws IOException {
        try (var _ = echo;
                var _ = rude;
                var _ = gone;
                var _ = application) {}
    }

    @Test
    void everySeriesIsAtZeroFromTheStartAndOnlyOfListenersThatForward() throws Exception {
        Scrape scrape = application.scrape();
        for (String target : new String[] {echo.target().toString(), gone.address()}) {
            assertThat(scrape.series())
                    .containsEntry("tcp_client_target_up{" + FRONT + ",target=\"" + target + "\"}", 1.0)
                    .containsEntry("tcp_client_connections_opened_total{" + FRONT + ",target=\"" + target + "\"}", 0.0);
        }
        assertThat(scrape.series().entrySet())
                .filteredOn(series -> series.getKey().startsWith("tcp_client_"))
                .hasSizeGreaterThan(100)
                .allMatch(series -> series.getKey().contains(",target=\""))
                .noneMatch(series -> series.getKey().contains("listener=\"plain\""))
                .filteredOn(series -> !series.getKey().startsWith("tcp_client_target_up"))
                .allMatch(series -> series.getValue() == 0);
    }

    @Test
    void sumsEqualThoseOfTheClientsHoweverConnectionsEnd() throws Exception {
        Set<String> before = series();
        for (int i = 0; i < ROUNDS; i++) {
            finish("front");
            reset("front");
            readsNothing("broken");
            readsNothing("alone");
        }
        await().untilAsserted(() -> assertThat(application.scrape().sum("tcp_server_connections_active"))
                .isZero());

        Scrape scrape = application.scrape();
        assertThat(scrape.sum("tcp_client_connections_active")).isZero();
        assertThat(scrape.sum("tcp_client_connections_opened_total"))
                .isEqualTo(3L * ROUNDS)
                .isEqualTo(scrape.sum("tcp_client_connections_closed_total"))
                .isEqualTo(scrape.sum("tcp_client_connect_seconds_count", "outcome=\"success\""));
        assertThat(scrape.sum("tcp_client_written_bytes_total", FRONT))
                .isEqualTo(scrape.sum("tcp_server_read_bytes_total", FRONT))
                .isEqualTo(2L * ROUNDS * 1000);
        assertThat(scrape.sum("tcp_client_read_bytes_total", FRONT))
                .isEqualTo(scrape.sum("tcp_server_written_bytes_total", FRONT));
        assertThat(scrape.sum("tcp_client_connections_closed_total", "listener=\"broken\"", "cause=\"peer_reset\""))
                .isEqualTo(ROUNDS);
        assertThat(scrape.sum("tcp_server_connections_closed_total", "listener=\"broken\"", "cause=\"upstream_reset\""))
                .isEqualTo(ROUNDS);
        assertThat(scrape.sum(
                        "tcp_server_connections_closed_total", "listener=\"alone\"", "cause=\"upstream_unavailable\""))
                .isEqualTo(ROUNDS)
                .isEqualTo(scrape.sum("tcp_client_connect_seconds_count", "listener=\"alone\"", "outcome=\"refused\""));
        assertThat(series()).isEqualTo(before);
    }

    @Test
    void aTargetThatIsEjectedIsNotUp() throws Exception {
        for (int i = 0; i < ROUNDS; i++) {
            finish("front");
        }
        Scrape scrape = application.scrape();
        assertThat(scrape.sum("tcp_client_target_up", FRONT, gone.address())).isZero();
        assertThat(scrape.sum("tcp_client_target_up", FRONT, echo.target().toString()))
                .isEqualTo(1);
        assertThat(scrape.sum("tcp_client_connect_seconds_count", FRONT, "outcome=\"refused\""))
                .as("eject-after")
                .isEqualTo(3);
    }

    private void finish(String listener) throws IOException {
        try (Socket client = talk(listener)) {
            client.shutdownOutput();
            assertThat(client.getInputStream().read()).isEqualTo(-1);
        }
    }

    private void reset(String listener) throws IOException {
        try (Socket client = talk(listener)) {
            client.setSoLinger(true, 0);
        }
    }

    private Socket talk(String listener) throws IOException {
        Socket client = application.connect(listener);
        client.getOutputStream().write(new byte[1000]);
        assertThat(client.getInputStream().readNBytes(1000)).hasSize(1000);
        return client;
    }

    private void readsNothing(String listener) throws IOException {
        try (Socket client = application.connect(listener)) {
            client.getOutputStream().write(1);
            assertThat(client.getInputStream().read()).isEqualTo(-1);
        } catch (IOException _) {
            // A reset: the byte was not read, or the target's reset was carried over.
        }
    }

    private Set<String> series() throws Exception {
        return application.scrape().series().keySet().stream()
                .filter(series -> series.startsWith("tcp_client_"))
                .collect(Collectors.toCollection(TreeSet::new));
    }
}
