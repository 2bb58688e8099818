package dev.weir.metrics;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weir.client.FrameClient;
import dev.weir.client.TcpClient;
import dev.weir.client.TcpClients;
import dev.weir.client.UpstreamClosedException;
import dev.weir.frame.FrameFormat;
import dev.weir.frame.FramedStream;
import dev.weir.stream.TcpStream;
import dev.weir.testing.ClosedPort;
import dev.weir.testing.RunningApplication;
import dev.weir.testing.Scrape;
import dev.weir.testing.TargetServer;
import dev.weir.upstream.UpstreamUnavailableException;
import io.micrometer.common.KeyValues;
import io.micrometer.observation.ObservationHandler;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The meters of the clients of an application, as they are published. */
@Timeout(60)
class ClientObservationTests {

    private TargetServer server;
    private ClosedPort gone;

    @BeforeEach
    void start() throws IOException {
        server = TargetServer.start(ClientObservationTests::answer);
        gone = new ClosedPort();
    }

    @AfterEach
    void stop() throws IOException {
        try (var _ = server;
                var _ = gone) {}
    }

    /** Returns each line but those that ask for no reply or for the end. */
    private static void answer(TcpStream stream) throws IOException {
        FramedStream frames = FramedStream.over(stream, FrameFormat.lines(100));
        for (String line = frames.readText(UTF_8); line != null; line = frames.readText(UTF_8)) {
            switch (line) {
                case "silence" -> {}
                case "end" -> {
                    return;
                }
                default -> {
                    frames.write(line, UTF_8);
                    frames.flush();
                }
            }
        }
    }

    @Test
    void everySeriesOfAClientIsThereFromTheStart() throws Exception {
        try (var application = application().start()) {
            Scrape scrape = application.scrape();
            String orders = "client=\"orders\",target=\"" + server.target() + "\"";
            assertThat(scrape.series())
                    .containsEntry("tcp_client_target_up{" + orders + "}", 1.0)
                    .containsEntry("tcp_client_connections_closed_total{cause=\"lifetime\"," + orders + "}", 0.0)
                    .containsEntry("tcp_client_connections_limit{client=\"orders\"}", 8.0)
                    .containsEntry("tcp_client_connections_pending{client=\"raw\"}", 0.0)
                    .containsEntry("tcp_client_acquire_seconds_count{client=\"raw\",outcome=\"rejected\"}", 0.0)
                    .containsEntry("tcp_client_replies_late_total{client=\"orders\"}", 0.0)
                    .containsEntry(
                            "tcp_client_requests_seconds_count{client=\"orders\",error=\"none\",outcome=\"replied\"}",
                            0.0)
                    .containsEntry(
                            "tcp_client_requests_seconds_bucket{client=\"orders\",error=\"none\",outcome=\"replied\",le=\"5.0E-4\"}",
                            0.0)
                    .as("a client for bytes makes no requests")
                    .doesNotContainKey("tcp_client_replies_late_total{client=\"raw\"}");
            assertThat(scrape.series().keySet())
                    .noneMatch(series -> series.startsWith("tcp_client_requests") && series.contains("\"raw\""));
        }
    }

    @Test
    void requestsAreMeasuredAlikeWithAnObservationAndWithout() throws Exception {
        Map<String, Double> timed = countsAfterRequests(application());
        Map<String, Double> observed =
                countsAfterRequests(application().bean("nothing", ObservationHandler.class, () -> context -> true));
        assertThat(timed)
                .isEqualTo(observed)
                .containsEntry(series("none", "replied"), 3.0)
                .containsEntry(series("SocketTimeoutException", "timeout"), 1.0)
                .containsEntry(series("UpstreamClosedException", "closed"), 1.0)
                .containsEntry("tcp_client_requests_active_seconds_count{client=\"orders\"}", 0.0);
    }

    private static String series(String error, String outcome) {
        return "tcp_client_requests_seconds_count{client=\"orders\",error=\"" + error + "\",outcome=\"" + outcome
                + "\"}";
    }

    /** Returns the counts of requests, after some of each outcome; makes sure that these make no series. */
    private static Map<String, Double> countsAfterRequests(RunningApplication.Setup setup) throws Exception {
        try (RunningApplication application = setup.start()) {
            var before = counts(application).keySet();
            FrameClient<Object, Object> orders = orders(application);
            for (String text : new String[] {"one", "two", "three"}) {
                assertThat(orders.call(text)).isEqualTo(text.getBytes(UTF_8));
            }
            assertThatThrownBy(() -> orders.call("silence", Duration.ofMillis(500)))
                    .isInstanceOf(SocketTimeoutException.class);
            assertThatThrownBy(() -> orders.call("end")).isInstanceOf(UpstreamClosedException.class);
            Map<String, Double> counts = counts(application);
            assertThat(counts.keySet()).isEqualTo(before);
            return counts;
        }
    }

    private static Map<String, Double> counts(RunningApplication application) throws Exception {
        var counts = new TreeMap<>(application.scrape().series());
        counts.keySet().removeIf(name -> !name.matches("tcp_client_requests.*_count.*"));
        return counts;
    }

    @Test
    void aRequestWithoutATargetIsRejectedAndItsConnectIsTimed() throws Exception {
        try (var application = application()
                .with("weir.clients.orders.addresses=" + gone.address())
                .start()) {
            FrameClient<Object, Object> orders = orders(application);
            assertThatThrownBy(() -> orders.call("one")).isInstanceOf(UpstreamUnavailableException.class);
            Scrape scrape = application.scrape();
            assertThat(scrape.series()).containsEntry(series("UpstreamUnavailableException", "rejected"), 1.0);
            assertThat(scrape.sum("tcp_client_connect_seconds_count", "client=\"orders\"", "outcome=\"refused\""))
                    .isEqualTo(1);
        }
    }

    @Test
    void connectionsOfAClientForBytesAreCounted() throws Exception {
        try (var application = application().start()) {
            TcpClient raw = application.bean(TcpClients.class).get("raw");
            raw.run(stream -> {
                stream.writeAll("hello\n".getBytes(UTF_8));
                assertThat(stream.readLine(UTF_8, 100)).isEqualTo("hello");
            });
            Scrape scrape = application.scrape();
            assertThat(scrape.sum("tcp_client_written_bytes_total", "client=\"raw\""))
                    .isEqualTo(6);
            assertThat(scrape.sum("tcp_client_read_bytes_total", "client=\"raw\""))
                    .isEqualTo(6);
            assertThat(scrape.sum("tcp_client_connections_active", "client=\"raw\""))
                    .isEqualTo(1);
            assertThat(scrape.sum("tcp_client_connections_idle", "client=\"raw\""))
                    .isEqualTo(1);
            assertThat(scrape.sum("tcp_client_acquire_seconds_count", "client=\"raw\"", "outcome=\"acquired\""))
                    .isEqualTo(1);
        }
    }

    @Test
    void aConventionOfTheApplicationNamesRequests() throws Exception {
        try (var application = application()
                .bean("own", RequestObservationConvention.class, OwnName::new)
                .start()) {
            orders(application).call("one");
            assertThat(application.scrape().series())
                    .containsEntry("own_name_seconds_count{error=\"none\",partner=\"orders\"}", 1.0);
            assertThat(counts(application)).isEmpty();
        }
    }

    private RunningApplication.Setup application() {
        return RunningApplication.application()
                .listener("echo", "echo")
                .with(
                        "weir.clients.raw.addresses=" + server.target(),
                        "weir.clients.raw.health.interval=0s",
                        "weir.clients.orders.addresses=" + server.target(),
                        "weir.clients.orders.health.interval=0s",
                        "weir.clients.orders.framing.type=line");
    }

    @SuppressWarnings("unchecked")
    private static FrameClient<Object, Object> orders(RunningApplication application) {
        return (FrameClient<Object, Object>) application.bean(TcpClients.class).frames("orders");
    }

    private static final class OwnName implements RequestObservationConvention {

        @Override
        public String getName() {
            return "own.name";
        }

        @Override
        public KeyValues getLowCardinalityKeyValues(RequestContext context) {
            return KeyValues.of("partner", context.client());
        }
    }
}
