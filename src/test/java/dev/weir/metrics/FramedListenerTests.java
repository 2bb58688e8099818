package dev.weir.metrics;

import static dev.weir.test.WeirAssertions.assertThat;
import static dev.weir.testing.Patience.await;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.jayway.jsonpath.JsonPath;
import dev.weir.frame.BuiltInConverters;
import dev.weir.frame.ErrorPolicy;
import dev.weir.frame.ExchangeObserver;
import dev.weir.frame.Found;
import dev.weir.frame.FrameCodec;
import dev.weir.frame.FrameConverter;
import dev.weir.frame.FrameError;
import dev.weir.frame.FrameException;
import dev.weir.frame.FrameFormat;
import dev.weir.frame.FrameHandler;
import dev.weir.frame.FrameObservers;
import dev.weir.frame.FrameOptions;
import dev.weir.frame.FrameSession;
import dev.weir.frame.FrameSessions;
import dev.weir.frame.FrameSink;
import dev.weir.frame.FrameStreamHandler;
import dev.weir.frame.LengthFormat;
import dev.weir.frame.ReplyOrder;
import dev.weir.observe.CloseCause;
import dev.weir.observe.FrameCounters;
import dev.weir.test.FrameTestClient;
import dev.weir.testing.LogCapture;
import dev.weir.testing.RunningApplication;
import dev.weir.testing.Scrape;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What operators see of listeners with frames, and why their connections end. */
@Timeout(60)
class FramedListenerTests {

    private static final int MAX = 2000;

    private static final FrameFormat FORMAT = FrameFormat.length(
            LengthFormat.DEFAULT.withEncoding(LengthFormat.Encoding.ASCII).withMax(MAX));

    private static RunningApplication application;
    private LogCapture log;

    @BeforeAll
    static void start() {
        application = RunningApplication.application()
                .listener("framed", framed("framed", new Replies(), Duration.ofMillis(300)))
                .listener("patient", framed("patient", new Replies(), Duration.ZERO))
                .listener("bytes", "echo")
                .start();
    }

    @AfterAll
    static void stop() {
        application.close();
    }

    @BeforeEach
    void record() {
        log = LogCapture.of("dev.weir");
    }

    @AfterEach
    void stopRecording() {
        log.close();
    }

    @ParameterizedTest
    @CsvSource({
        "too_large, PROTOCOL_ERROR, 9999",
        "malformed, PROTOCOL_ERROR, 00x1",
        "truncated, PROTOCOL_ERROR, 0004abc",
        "timeout, READ_TIMEOUT, 0004abc",
        "check, PROTOCOL_ERROR, 0001!",
        "charset, PROTOCOL_ERROR, 0001\u00ff"
    })
    void rejectedFrameEndsItsOwnConnectionOnly(String reason, CloseCause cause, String bytes) throws Exception {
        long closed = application.statistics("framed").closed(cause);
        long rejected = rejected(reason);
        try (var other = application.client("framed");
                var client = application.client("framed")) {
            other.framed(FORMAT).send("before").receives("BEFORE");
            client.send(bytes.getBytes(ISO_8859_1));
            if (reason.equals("truncated")) {
                client.endsInput();
            }
            client.thenEnds();
            if (!reason.equals("truncated")) {
                client.endsInput();
            }
            assertThat(application.listener("framed")).hasClosed(cause, closed + 1);
            assertThat(rejected(reason)).isEqualTo(rejected + 1);
            other.framed(FORMAT).send("after").receives("AFTER");
        }
        application.awaitRest("framed");
        assertThat(log.warnings()).isEmpty();
    }

    private static long rejected(String reason) throws Exception {
        return application
                .scrape()
                .sum("tcp_server_frames_rejected_total", "listener=\"framed\"", "reason=\"" + reason + "\"");
    }

    @Test
    void framesAreCountedInBothDirectionsWithTheirSizes() throws Exception {
        Scrape before = application.scrape();
        try (var client = application.client("patient")) {
            FrameTestClient framed = client.framed(FORMAT);
            framed.send("a".repeat(64)).receives("A".repeat(64));
            framed.send("b".repeat(65)).receives("B".repeat(65));
            framed.send("").send("c".repeat(MAX)).receives("C".repeat(MAX));

            assertThat(since(before, "tcp_server_frames_total", "direction=\"in\""))
                    .isEqualTo(4);
            assertThat(since(before, "tcp_server_frames_total", "direction=\"out\""))
                    .isEqualTo(3);
        }
        application.awaitRest("patient");
        assertThat(since(before, "tcp_server_frames_total", "direction=\"in\"")).isEqualTo(4);
        assertThat(since(before, "tcp_server_frames_total", "direction=\"out\""))
                .isEqualTo(3);
        String size = "tcp_server_frame_size_bytes";
        assertThat(since(before, size + "_count", "direction=\"in\"")).isEqualTo(4);
        assertThat(since(before, size + "_sum", "direction=\"in\"")).isEqualTo(64 + 65 + MAX);
        assertThat(since(before, size + "_bucket", "direction=\"in\"", "le=\"64.0\""))
                .isEqualTo(2);
        assertThat(since(before, size + "_bucket", "direction=\"in\"", "le=\"256.0\""))
                .isEqualTo(3);
        assertThat(since(before, size + "_bucket", "direction=\"in\"", "le=\"4096.0\""))
                .isEqualTo(4);
        assertThat(since(before, size + "_count", "direction=\"out\"")).isEqualTo(3);
        assertThat(since(before, size + "_sum", "direction=\"out\"")).isEqualTo(64 + 65 + MAX);
    }

    private static long since(Scrape before, String name, String... labels) throws Exception {
        String[] all = Arrays.copyOf(labels, labels.length + 1);
        all[labels.length] = "listener=\"patient\"";
        return application.scrape().sum(name, all) - before.sum(name, all);
    }

    @Test
    void everySeriesOfFramesIsThereAtZeroFromTheStart() throws Exception {
        try (var fresh = RunningApplication.application()
                .listener("fresh", framed("fresh", new Replies(), Duration.ZERO))
                .start()) {
            Scrape scrape = fresh.scrape();
            List<String> series = scrape.series().keySet().stream()
                    .filter(key -> key.startsWith("tcp_server_frame") || key.startsWith("tcp_server_exchange"))
                    .filter(key -> !key.contains("_bucket") && !key.contains("_seconds_max"))
                    .toList();
            String listener = "listener=\"fresh\"";
            String size = "tcp_server_frame_size_bytes";
            String exchange = "tcp_server_exchange";
            String tags = "handler=\"fresh\"," + listener;
            assertThat(series)
                    .containsExactlyInAnyOrder(
                            "tcp_server_frames_total{direction=\"in\"," + listener + "}",
                            "tcp_server_frames_total{direction=\"out\"," + listener + "}",
                            size + "_count{direction=\"in\"," + listener + "}",
                            size + "_count{direction=\"out\"," + listener + "}",
                            size + "_sum{direction=\"in\"," + listener + "}",
                            size + "_sum{direction=\"out\"," + listener + "}",
                            "tcp_server_frames_rejected_total{" + listener + ",reason=\"too_large\"}",
                            "tcp_server_frames_rejected_total{" + listener + ",reason=\"malformed\"}",
                            "tcp_server_frames_rejected_total{" + listener + ",reason=\"truncated\"}",
                            "tcp_server_frames_rejected_total{" + listener + ",reason=\"timeout\"}",
                            "tcp_server_frames_rejected_total{" + listener + ",reason=\"check\"}",
                            "tcp_server_frames_rejected_total{" + listener + ",reason=\"charset\"}",
                            exchange + "_active_seconds_count{" + tags + "}",
                            exchange + "_active_seconds_sum{" + tags + "}",
                            exchange + "_seconds_count{error=\"none\"," + tags + ",outcome=\"replied\"}",
                            exchange + "_seconds_count{error=\"none\"," + tags + ",outcome=\"silent\"}",
                            exchange + "_seconds_count{error=\"none\"," + tags + ",outcome=\"error\"}",
                            exchange + "_seconds_sum{error=\"none\"," + tags + ",outcome=\"replied\"}",
                            exchange + "_seconds_sum{error=\"none\"," + tags + ",outcome=\"silent\"}",
                            exchange + "_seconds_sum{error=\"none\"," + tags + ",outcome=\"error\"}");
            assertThat(scrape.sum(size + "_bucket")).isZero();
            assertThat(series).allSatisfy(key -> assertThat(scrape.series()).containsEntry(key, 0.0));
            assertThat(fresh.get("prometheus").body())
                    .contains(
                            "# TYPE tcp_server_frames_total counter",
                            "# HELP tcp_server_frame_size_bytes Payloads of frames",
                            "# TYPE tcp_server_frame_size_bytes histogram",
                            "# TYPE tcp_server_frames_rejected_total counter",
                            "# TYPE tcp_server_exchange_seconds histogram");
        }
    }

    @Test
    void listenersOfBytesHaveNoMetersOfFrames() throws Exception {
        assertThat(application.scrape().series().keySet())
                .noneMatch(series -> series.contains("frame") && series.contains("listener=\"bytes\""));
    }

    @Test
    void endpointsShowFramesOfFramedListenersOnly() throws Exception {
        try (var client = application.client("patient");
                var bytes = application.client("bytes")) {
            client.framed(FORMAT)
                    .send("one")
                    .receives("ONE")
                    .send("")
                    .send("two")
                    .receives("TWO");
            bytes.send(".").receives(".");

            String stream = application.get("tcpstreams?listener=patient").body();
            assertThat(JsonPath.<Object>read(stream, "$.streams[0].frames").toString())
                    .isEqualTo("{in=3, out=2}");
            assertThat(application.get("tcpstreams?listener=bytes").body()).doesNotContain("frames");
            assertThat(application.get("tcplisteners/patient").body())
                    .matches(".*\"tls\":false,\"transport\":\"(jdk|linux)\",\"frames\":\\{\"in\":\\d+,\"out\":\\d+}}");
            assertThat(application.get("tcplisteners/bytes").body()).doesNotContain("frames");
        }
    }

    @Test
    void accessLogHasTheFramesOfFramedListenersOnly() throws Exception {
        try (var access = LogCapture.of("weir.access")) {
            try (var client = application.client("patient");
                    var bytes = application.client("bytes")) {
                client.framed(FORMAT).send("one").receives("ONE").send("");
                client.endsInput().thenEnds();
                bytes.send(".").receives(".");
            }
            await().untilAsserted(() -> assertThat(access.lines()).hasSize(2));
            assertThat(access.lines())
                    .anyMatch(line -> line.endsWith(
                            " read=11 written=7 handler=patient cause=peer_closed tls=- frames_in=2 frames_out=1"))
                    .anyMatch(line -> line.endsWith(" read=1 written=1 handler=echo cause=peer_closed tls=-"));
        }
    }

    @Test
    void severalRegistriesRecordTheSameSizes() throws Exception {
        try (var both = RunningApplication.application()
                        .listener("patient", framed("patient", new Replies(), Duration.ZERO))
                        .bean("another", SimpleMeterRegistry.class, SimpleMeterRegistry::new)
                        .start();
                var client = both.client("patient")) {
            client.framed(FORMAT).send("ab").receives("AB").send("abcd").receives("ABCD");
            var in = both.bean(SimpleMeterRegistry.class)
                    .get("tcp.server.frame.size")
                    .tags("listener", "patient", "direction", "in")
                    .summary();
            assertThat(in.count()).isEqualTo(2);
            assertThat(in.totalAmount()).isEqualTo(6);
            assertThat(both.scrape().sum("tcp_server_frame_size_bytes_sum", "direction=\"out\""))
                    .isEqualTo(6);
        }
    }

    @Test
    void sizesHaveCommonTagsAndCanBeDenied() throws Exception {
        try (var tagged = RunningApplication.application()
                .listener("patient", framed("patient", new Replies(), Duration.ZERO))
                .with("management.metrics.tags.region=north")
                .start()) {
            assertThat(tagged.scrape().series())
                    .containsEntry(
                            "tcp_server_frame_size_bytes_count{direction=\"in\",listener=\"patient\",region=\"north\"}",
                            0.0);
        }
        try (var denied = RunningApplication.application()
                .listener("patient", framed("patient", new Replies(), Duration.ZERO))
                .with("management.metrics.enable.tcp.server.frame.size=false")
                .start()) {
            assertThat(denied.scrape().series().keySet())
                    .noneMatch(series -> series.startsWith("tcp_server_frame_size"))
                    .anyMatch(series -> series.startsWith("tcp_server_frames"));
        }
    }

    private static FrameStreamHandler<String> framed(
            String listener, FrameHandler<String, String> handler, Duration timeout) {
        FrameConverter<String> text = BuiltInConverters.text(UTF_8);
        return new FrameStreamHandler<>(
                handler,
                new FrameCodec<>(text, value -> UTF_8.encode((String) value)),
                new FrameOptions(new CheckedFormat(), timeout, 1, ReplyOrder.REQUEST, ErrorPolicy.CLOSE),
                new FrameObservers(FrameCounters::of, ExchangeObserver.NONE, (_, _) -> {}),
                listener,
                new FrameSessions());
    }

    /** Replies in upper case, and not at all to an empty frame. */
    private static final class Replies implements FrameHandler<String, String> {

        @Override
        public @Nullable String handle(String frame, FrameSession session) {
            return frame.isEmpty() ? null : frame.toUpperCase(Locale.ROOT);
        }
    }

    /** Four digits and the payload, whose check fails if it begins with an exclamation mark. */
    private static final class CheckedFormat implements FrameFormat {

        @Override
        public Found find(ByteBuffer received, int scanned) throws FrameException {
            int position = received.position();
            Found found = FORMAT.find(received, scanned);
            if (found instanceof Found.Frame(int start, int length, int _)
                    && length > 0
                    && received.get(position + start) == '!') {
                throw new FrameException(FrameError.CHECK, "on purpose");
            }
            return found;
        }

        @Override
        public void wrap(ByteBuffer payload, FrameSink sink) throws IOException {
            FORMAT.wrap(payload, sink);
        }

        @Override
        public int max() {
            return FORMAT.max();
        }
    }
}
