package dev.weir.metrics;

import static dev.weir.testing.Patience.await;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.frame.BuiltInConverters;
import dev.weir.frame.ErrorPolicy;
import dev.weir.frame.ExchangeObserver;
import dev.weir.frame.FrameCodec;
import dev.weir.frame.FrameConverter;
import dev.weir.frame.FrameFormat;
import dev.weir.frame.FrameHandler;
import dev.weir.frame.FrameObservers;
import dev.weir.frame.FrameOptions;
import dev.weir.frame.FrameSession;
import dev.weir.frame.FrameSessions;
import dev.weir.frame.FrameStreamHandler;
import dev.weir.frame.FramedStream;
import dev.weir.frame.LengthFormat;
import dev.weir.frame.ReplyOrder;
import dev.weir.observe.FrameCounters;
import dev.weir.stream.TcpStream;
import dev.weir.testing.RunningApplication;
import dev.weir.testing.Scrape;
import io.micrometer.common.KeyValue;
import io.micrometer.common.KeyValues;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationHandler;
import io.micrometer.observation.ObservationRegistry;
import io.micrometer.observation.transport.Kind;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.MDC;

@Timeout(60)
class ExchangeObservationTests {

    private static final FrameFormat FORMAT = FrameFormat.length(LengthFormat.DEFAULT);

    private final Recorder recorder = new Recorder();
    private final List<String> traceIds = new CopyOnWriteArrayList<>();
    private @Nullable ObservationRegistry registry;

    @ParameterizedTest
    @ValueSource(ints = {1, 4})
    void observesEachExchangeInATraceOfItsOwn(int concurrency) throws Exception {
        try (RunningApplication application = start(concurrency, null);
                FramedStream client = connect(application)) {
            assertThat(exchange(client, "hello")).isEqualTo("HELLO");
            assertThat(exchange(client, "world")).isEqualTo("WORLD");
            client.write(new byte[0]);
            client.flush();

            await().untilAsserted(() -> assertThat(recorder.stopped).hasSize(3));
            assertThat(traceIds)
                    .as("the scope is open while the handler runs")
                    .containsExactlyInAnyOrder("trace of hello", "trace of hello", "trace of hello");
            ExchangeContext context = recorder.stopped.getFirst();
            assertThat(context.getParentObservation()).isNull();
            assertThat(context.getName()).isEqualTo("tcp.server.exchange");
            assertThat(context.getContextualName()).isEqualTo("tcp hello exchange");
            assertThat(context.getKind()).isEqualTo(Kind.SERVER);
            assertThat(context.getCarrier()).isSameAs(context.session());
            assertThat(context.getGetter().get(context.session(), "traceparent"))
                    .isNull();
            assertThat(keys(context.getLowCardinalityKeyValues()))
                    .isEqualTo("handler=hello listener=hello outcome=replied");
            assertThat(keys(context.getHighCardinalityKeyValues()))
                    .isEqualTo("network.peer.address=127.0.0.1 network.peer.port="
                            + ((InetSocketAddress) client.stream().localAddress()).getPort()
                            + " network.transport=tcp weir.stream.id="
                            + context.session().id());
            Scrape scrape = application.scrape();
            assertThat(count(scrape, "outcome=\"replied\"", "error=\"none\"")).isEqualTo(2);
            assertThat(count(scrape, "outcome=\"silent\"", "error=\"none\"")).isEqualTo(1);
            assertThat(scrape.sum("tcp_server_exchange_active_seconds_count")).isZero();
            assertThat(scrape.series().keySet()).noneMatch(series -> series.contains("network_"));
        }
    }

    @Test
    void failureHasItsClassNameAndAnsweredOrNotIsAnError() throws Exception {
        try (RunningApplication application = start(1, null);
                FramedStream client = connect(application)) {
            client.write("fail", UTF_8);
            client.flush();
            assertThat(exchange(client, "hello")).isEqualTo("HELLO");

            await().untilAsserted(() -> assertThat(
                            count(application.scrape(), "outcome=\"error\"", "error=\"IllegalStateException\""))
                    .isEqualTo(1));
            assertThat(recorder.stopped.getFirst().getError()).hasMessage("on purpose");
        }
    }

    @Test
    void conventionOfTheApplicationReplacesTheDefault() throws Exception {
        try (RunningApplication application = start(1, new OwnConvention());
                FramedStream client = connect(application)) {
            assertThat(exchange(client, "hello")).isEqualTo("HELLO");
            await().untilAsserted(() -> assertThat(application.scrape().series())
                    .containsEntry("own_name_seconds_count{error=\"none\",tenant=\"hello\"}", 1.0));
        }
    }

    private RunningApplication start(int concurrency, @Nullable ExchangeObservationConvention convention) {
        RunningApplication application = RunningApplication.application()
                .bean("recorder", ObservationHandler.class, () -> recorder)
                .listener("hello", handler(concurrency, convention))
                .start();
        registry = application.bean(ObservationRegistry.class);
        return application;
    }

    private FrameStreamHandler<String> handler(int concurrency, @Nullable ExchangeObservationConvention convention) {
        FrameConverter<String> text = BuiltInConverters.text(UTF_8);
        FrameHandler<String, String> handler = (frame, _) -> {
            traceIds.add(MDC.get("traceId"));
            return switch (frame) {
                case "fail" -> throw new IllegalStateException("on purpose");
                case "" -> null;
                default -> frame.toUpperCase(Locale.ROOT);
            };
        };
        return new FrameStreamHandler<>(
                handler,
                new FrameCodec<>(text, value -> UTF_8.encode((String) value)),
                new FrameOptions(FORMAT, Duration.ZERO, concurrency, ReplyOrder.REQUEST, ErrorPolicy.CONTINUE),
                new FrameObservers(FrameCounters::of, new Late(convention), (_, _) -> {}),
                "hello",
                new FrameSessions());
    }

    private static FramedStream connect(RunningApplication application) throws IOException {
        return FramedStream.over(
                TcpStream.connect("127.0.0.1:" + application.address("hello").getPort()), FORMAT);
    }

    private static @Nullable String exchange(FramedStream client, String frame) throws IOException {
        client.write(frame, UTF_8);
        client.flush();
        return client.readText(UTF_8);
    }

    private static long count(Scrape scrape, String... labels) {
        return scrape.sum("tcp_server_exchange_seconds_count", labels);
    }

    private static String keys(KeyValues keyValues) {
        return keyValues.stream()
                .map((KeyValue key) -> key.getKey() + "=" + key.getValue())
                .sorted()
                .collect(Collectors.joining(" "));
    }

    /** The registry is there only when the application has started. */
    private final class Late implements ExchangeObserver {

        private final @Nullable ExchangeObservationConvention convention;

        Late(@Nullable ExchangeObservationConvention convention) {
            this.convention = convention;
        }

        @Override
        public ExchangeObserver of(FrameSession session) {
            return new ObservedExchanges("hello", "hello", Objects.requireNonNull(registry), convention).of(session);
        }

        @Override
        public Exchange begin(FrameSession session) {
            throw new IllegalStateException("of() comes first");
        }
    }

    private static final class OwnConvention implements ExchangeObservationConvention {

        @Override
        public String getName() {
            return "own.name";
        }

        @Override
        public KeyValues getLowCardinalityKeyValues(ExchangeContext context) {
            return KeyValues.of("tenant", context.listener());
        }
    }

    /** Does what a tracing bridge does: a trace id in the MDC while the scope is open. */
    private static final class Recorder implements ObservationHandler<ExchangeContext> {

        private final List<ExchangeContext> stopped = new CopyOnWriteArrayList<>();

        @Override
        public boolean supportsContext(Observation.Context context) {
            return context instanceof ExchangeContext;
        }

        @Override
        public void onScopeOpened(ExchangeContext context) {
            MDC.put("traceId", "trace of " + context.listener());
        }

        @Override
        public void onScopeClosed(ExchangeContext context) {
            MDC.remove("traceId");
        }

        @Override
        public void onStop(ExchangeContext context) {
            stopped.add(context);
        }
    }
}
