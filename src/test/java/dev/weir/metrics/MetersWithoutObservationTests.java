package dev.weir.metrics;

import static dev.weir.testing.Patience.await;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.frame.FrameFormat;
import dev.weir.frame.FrameHandler;
import dev.weir.frame.FrameSession;
import dev.weir.frame.FramedStream;
import dev.weir.stream.TcpStream;
import dev.weir.stream.TcpStreamHandler;
import dev.weir.testing.RunningApplication;
import io.micrometer.common.KeyValue;
import io.micrometer.common.KeyValues;
import io.micrometer.observation.GlobalObservationConvention;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationFilter;
import io.micrometer.observation.ObservationHandler;
import io.micrometer.observation.ObservationPredicate;
import io.micrometer.observation.ObservationRegistry;
import java.io.IOException;
import java.net.Socket;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.boot.micrometer.observation.autoconfigure.ObservationRegistryCustomizer;

/** Exchanges and handlers' runs have an Observation only if something else than the usual meters comes of it. */
@Timeout(60)
class MetersWithoutObservationTests {

    private final FrameProbe frames = new FrameProbe();
    private final StreamProbe streams = new StreamProbe();

    @Test
    void metersAreTheSameAsThoseOfAnObservation() throws Exception {
        Map<String, Double> timed = counts(application());
        assertThat(frames.isObserved).isFalse();
        assertThat(streams.isObserved).isFalse();
        Map<String, Double> observed =
                counts(application().bean("nothing", ObservationHandler.class, () -> context -> true));
        assertThat(frames.isObserved).isTrue();
        assertThat(streams.isObserved).isTrue();
        assertThat(timed).isEqualTo(observed);
        assertThat(timed)
                .containsEntry(exchanges("none", "replied"), 3.0)
                .containsEntry(exchanges("ArithmeticException", "error"), 1.0)
                .containsEntry("tcp_server_exchange_active_seconds_count{handler=\"frames\",listener=\"frames\"}", 0.0)
                .containsEntry(runs("none", "frames"), 1.0)
                .containsEntry(runs("none", "streams"), 0.0)
                .containsEntry(runs("ArithmeticException", "streams"), 1.0)
                .containsEntry(
                        "tcp_server_handler_active_seconds_count{handler=\"streams\",listener=\"streams\"}", 0.0);
    }

    private static String exchanges(String error, String outcome) {
        return "tcp_server_exchange_seconds_count{error=\"" + error
                + "\",handler=\"frames\",listener=\"frames\",outcome=\"" + outcome + "\"}";
    }

    private static String runs(String error, String name) {
        return "tcp_server_handler_seconds_count{error=\"" + error + "\",handler=\"" + name + "\",listener=\"" + name
                + "\"}";
    }

    @Test
    void anExchangeAndItsHandlerAreCountedWhileTheyAreInProgress() throws Exception {
        try (RunningApplication application = application().start();
                FramedStream client = connect(application)) {
            client.write("active", UTF_8);
            client.flush();
            await().untilAsserted(() -> assertThat(frames.isWaiting).isTrue());
            assertThat(application.scrape().sum("tcp_server_exchange_active_seconds_count"))
                    .isEqualTo(1);
            assertThat(application.scrape().sum("tcp_server_handler_active_seconds_count"))
                    .isEqualTo(1);
            frames.isWaiting = false;
            assertThat(client.readText(UTF_8)).isEqualTo("active");
            await().untilAsserted(() -> assertThat(application.scrape().sum("tcp_server_exchange_active_seconds_count"))
                    .isZero());
        }
    }

    @ParameterizedTest
    @MethodSource("changes")
    void observationIsMadeWhereTheApplicationChangesObservations(UnaryOperator<RunningApplication.Setup> change)
            throws Exception {
        counts(change.apply(application()));
        assertThat(frames.isObserved).isTrue();
        assertThat(streams.isObserved).isTrue();
    }

    static Stream<Named<UnaryOperator<RunningApplication.Setup>>> changes() {
        return Stream.of(
                named("handler", setup -> setup.bean("own", ObservationHandler.class, () -> context -> true)),
                named("predicate", setup -> setup.bean("own", ObservationPredicate.class, () -> (_, _) -> true)),
                named("filter", setup -> setup.bean("own", ObservationFilter.class, () -> context -> context)),
                named("customizer", setup -> setup.bean("own", ObservationRegistryCustomizer.class, () -> _ -> {})),
                named("registry", setup -> setup.bean("own", ObservationRegistry.class, ObservationRegistry::create)),
                named("global convention", setup -> setup.bean("own", GlobalObservationConvention.class, Own::new)),
                named("tags", setup -> setup.with("management.observations.key-values.region=north")),
                named("switch", setup -> setup.with("management.observations.enable.other=false")),
                named(
                        "ignored meters",
                        setup -> setup.with("management.metrics.observations.ignored-meters=long-task-timer")));
    }

    private static Named<UnaryOperator<RunningApplication.Setup>> named(
            String name, UnaryOperator<RunningApplication.Setup> change) {
        return Named.of(name, change);
    }

    @Test
    void aConventionBringsTheObservationOfItsKindBack() throws Exception {
        counts(application().bean("own", ExchangeObservationConvention.class, OwnExchanges::new));
        assertThat(frames.isObserved).isTrue();
        assertThat(streams.isObserved).isFalse();
        counts(application().bean("own", HandlerObservationConvention.class, OwnRuns::new));
        assertThat(frames.isObserved).isFalse();
        assertThat(streams.isObserved).isTrue();
    }

    @Test
    void settingsOfObservationsHold() throws Exception {
        assertThat(counts(application()
                                .with(
                                        "management.observations.enable.tcp.server.exchange=false",
                                        "management.observations.enable.tcp.server.handler=false"))
                        .values())
                .containsOnly(0.0);
        assertThat(counts(application().with("weir.observation.enabled=false"))).isEmpty();
    }

    private RunningApplication.Setup application() {
        return RunningApplication.application()
                .bean("frames", FrameProbe.class, () -> frames)
                .listener("frames", "frames", "framing.type=line", "framing.on-error=continue")
                .listener("streams", streams);
    }

    /** Returns the number of exchanges and runs by all tags, after some of each outcome. */
    private Map<String, Double> counts(RunningApplication.Setup setup) throws Exception {
        try (RunningApplication application = setup.start()) {
            ObservationRegistry registry = application.bean(ObservationRegistry.class);
            frames.registry = registry;
            streams.registry = registry;
            try (FramedStream client = connect(application)) {
                for (String frame : new String[] {"one", "fail", "silent", "two", "three"}) {
                    client.write(frame, UTF_8);
                }
                client.flush();
                for (int i = 0; i < 3; i++) {
                    assertThat(client.readText(UTF_8)).isNotNull();
                }
            }
            try (Socket client = application.connect("streams")) {
                assertThat(client.getInputStream().read()).isEqualTo(-1);
            }
            application.awaitRest("frames");
            application.awaitRest("streams");
            var counts = new TreeMap<>(application.scrape().series());
            counts.keySet().removeIf(name -> !name.matches("(tcp_server_exchange|tcp_server_handler|own_).*_count.*"));
            return counts;
        }
    }

    private static FramedStream connect(RunningApplication application) throws IOException {
        return FramedStream.over(
                TcpStream.connect("127.0.0.1:" + application.address("frames").getPort()), FrameFormat.lines(100));
    }

    /** Looks for the Observation in which it runs. */
    private static final class StreamProbe implements TcpStreamHandler {

        private @Nullable ObservationRegistry registry;
        private volatile boolean isObserved;

        @Override
        public void handle(TcpStream stream) {
            isObserved = registry != null && registry.getCurrentObservation() != null;
            throw new ArithmeticException("on purpose");
        }
    }

    private static final class FrameProbe implements FrameHandler<String, String> {

        private @Nullable ObservationRegistry registry;
        private volatile boolean isObserved;
        private volatile boolean isWaiting;

        @Override
        public @Nullable String handle(String frame, FrameSession session) {
            isObserved = registry != null && registry.getCurrentObservation() != null;
            if (frame.equals("active")) {
                isWaiting = true;
                await().untilAsserted(() -> assertThat(isWaiting).isFalse());
            }
            return switch (frame) {
                case "fail" -> throw new ArithmeticException("on purpose");
                case "silent" -> null;
                default -> frame;
            };
        }
    }

    private static final class Own implements GlobalObservationConvention<Observation.Context> {

        @Override
        public boolean supportsContext(Observation.Context context) {
            return false;
        }
    }

    private static final class OwnExchanges implements ExchangeObservationConvention {

        @Override
        public String getName() {
            return "own.exchanges";
        }

        @Override
        public KeyValues getLowCardinalityKeyValues(ExchangeContext context) {
            return KeyValues.of(KeyValue.of("tenant", context.listener()));
        }
    }

    private static final class OwnRuns implements HandlerObservationConvention {

        @Override
        public String getName() {
            return "own.runs";
        }
    }
}
