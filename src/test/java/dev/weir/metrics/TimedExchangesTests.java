package dev.weir.metrics;

import static dev.weir.testing.Patience.await;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.frame.FrameFormat;
import dev.weir.frame.FrameHandler;
import dev.weir.frame.FrameSession;
import dev.weir.frame.FramedStream;
import dev.weir.stream.TcpStream;
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

/** Exchanges have an Observation only if something else than the usual meters comes of it. */
@Timeout(60)
class TimedExchangesTests {

    private final Probe handler = new Probe();

    @Test
    void metersAreTheSameAsThoseOfAnObservation() throws Exception {
        Map<String, Double> timed = counts(application());
        assertThat(handler.isObserved).isFalse();
        Map<String, Double> observed =
                counts(application().bean("nothing", ObservationHandler.class, () -> context -> true));
        assertThat(handler.isObserved).isTrue();
        assertThat(timed).isEqualTo(observed);
        String labels = "error=\"%s\",handler=\"probe\",listener=\"probe\",outcome=\"%s\"";
        assertThat(timed)
                .containsEntry("tcp_server_exchange_seconds_count{" + labels.formatted("none", "replied") + "}", 3.0)
                .containsEntry(
                        "tcp_server_exchange_seconds_count{" + labels.formatted("ArithmeticException", "error") + "}",
                        1.0)
                .containsEntry("tcp_server_exchange_active_seconds_count{handler=\"probe\",listener=\"probe\"}", 0.0);
    }

    @Test
    void anExchangeIsCountedWhileItIsInProgress() throws Exception {
        try (RunningApplication application = application().start();
                FramedStream client = connect(application)) {
            client.write("active", UTF_8);
            client.flush();
            await().untilAsserted(() -> assertThat(handler.isWaiting).isTrue());
            assertThat(application.scrape().sum("tcp_server_exchange_active_seconds_count"))
                    .isEqualTo(1);
            handler.isWaiting = false;
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
        assertThat(handler.isObserved).isTrue();
    }

    static Stream<Named<UnaryOperator<RunningApplication.Setup>>> changes() {
        return Stream.of(
                named("handler", setup -> setup.bean("own", ObservationHandler.class, () -> context -> true)),
                named("predicate", setup -> setup.bean("own", ObservationPredicate.class, () -> (_, _) -> true)),
                named("filter", setup -> setup.bean("own", ObservationFilter.class, () -> context -> context)),
                named("customizer", setup -> setup.bean("own", ObservationRegistryCustomizer.class, () -> _ -> {})),
                named("registry", setup -> setup.bean("own", ObservationRegistry.class, ObservationRegistry::create)),
                named("global convention", setup -> setup.bean("own", GlobalObservationConvention.class, Own::new)),
                named("convention", setup -> setup.bean("own", ExchangeObservationConvention.class, OwnName::new)),
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
    void settingsOfObservationsHold() throws Exception {
        assertThat(counts(application().with("management.observations.enable.tcp.server.exchange=false"))
                        .values())
                .containsOnly(0.0);
        assertThat(counts(application().with("weir.observation.enabled=false"))).isEmpty();
    }

    private RunningApplication.Setup application() {
        return RunningApplication.application()
                .bean("probe", Probe.class, () -> handler)
                .listener("probe", "probe", "framing.type=line", "framing.on-error=continue");
    }

    /** Returns the number of exchanges by all tags, after some of each outcome. */
    private Map<String, Double> counts(RunningApplication.Setup setup) throws Exception {
        try (RunningApplication application = setup.start()) {
            handler.registry = application.bean(ObservationRegistry.class);
            try (FramedStream client = connect(application)) {
                for (String frame : new String[] {"one", "fail", "silent", "two", "three"}) {
                    client.write(frame, UTF_8);
                }
                client.flush();
                for (int i = 0; i < 3; i++) {
                    assertThat(client.readText(UTF_8)).isNotNull();
                }
            }
            application.awaitRest("probe");
            var counts = new TreeMap<>(application.scrape().series());
            counts.keySet().removeIf(name -> !name.matches("(tcp_server_exchange|own_).*_count.*"));
            return counts;
        }
    }

    private static FramedStream connect(RunningApplication application) throws IOException {
        return FramedStream.over(
                TcpStream.connect("127.0.0.1:" + application.address("probe").getPort()), FrameFormat.lines(100));
    }

    /** Looks for the Observation in which it runs. */
    private static final class Probe implements FrameHandler<String, String> {

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

    private static final class OwnName implements ExchangeObservationConvention {

        @Override
        public String getName() {
            return "own.name";
        }

        @Override
        public KeyValues getLowCardinalityKeyValues(ExchangeContext context) {
            return KeyValues.of(KeyValue.of("tenant", context.listener()));
        }
    }
}
