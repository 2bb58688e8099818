package dev.weir.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.stream.TcpStream;
import dev.weir.stream.TcpStreamHandler;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MockClock;
import io.micrometer.core.instrument.Statistic;
import io.micrometer.core.instrument.observation.DefaultMeterObservationHandler;
import io.micrometer.core.instrument.simple.SimpleConfig;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.micrometer.observation.ObservationRegistry;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The meters of handlers' runs, with an Observation and without. */
@Timeout(30)
class HandlerMetersTests {

    private static final String RUNS = "tcp.server.handler{error=%s,handler=tested,listener=tested}";
    private static final String ACTIVE = "tcp.server.handler.active{handler=tested,listener=tested}";

    private final MockClock clock = new MockClock();
    private final SimpleMeterRegistry timed = new SimpleMeterRegistry(SimpleConfig.DEFAULT, clock);
    private final SimpleMeterRegistry observed = new SimpleMeterRegistry(SimpleConfig.DEFAULT, clock);
    private final TcpStream stream = TcpStream.pipe().server();

    @AfterEach
    void closeRegistries() {
        timed.close();
        observed.close();
    }

    @Test
    void theSameIsMeasuredWithAnObservationAsWithout() throws Exception {
        HandlerMeters.register("tested", "tested", timed);
        HandlerMeters.register("tested", "tested", observed);
        Map<String, Map<Statistic, Double>> begun = runInBoth(_ -> clock.add(Duration.ofSeconds(2)));
        assertThat(begun).containsOnlyKeys(RUNS.formatted("none"), ACTIVE);
        assertThat(begun.get(RUNS.formatted("none"))).containsEntry(Statistic.COUNT, 0.0);
        assertThat(begun.get(ACTIVE)).containsEntry(Statistic.ACTIVE_TASKS, 1.0).containsEntry(Statistic.DURATION, 2.0);

        runInBoth(_ -> {
            clock.add(Duration.ofSeconds(5));
            throw new ArithmeticException("on purpose");
        });
        Map<String, Map<Statistic, Double>> ended = equalMeters();
        assertThat(ended).containsOnlyKeys(RUNS.formatted("none"), RUNS.formatted("ArithmeticException"), ACTIVE);
        assertThat(ended.get(RUNS.formatted("none")))
                .containsEntry(Statistic.COUNT, 1.0)
                .containsEntry(Statistic.TOTAL_TIME, 2.0);
        assertThat(ended.get(RUNS.formatted("ArithmeticException")))
                .containsEntry(Statistic.COUNT, 1.0)
                .containsEntry(Statistic.TOTAL_TIME, 5.0);
        assertThat(ended.get(ACTIVE)).containsEntry(Statistic.ACTIVE_TASKS, 0.0);
    }

    /** Returns what both have measured at the end of the handler's run, before it returns or throws. */
    private Map<String, Map<Statistic, Double>> runInBoth(TcpStreamHandler handler) throws Exception {
        var observations = ObservationRegistry.create();
        observations.observationConfig().observationHandler(new DefaultMeterObservationHandler(observed));
        var during = new TreeMap<String, Map<Statistic, Double>>();
        TcpStreamHandler inner = stream -> {
            try {
                handler.handle(stream);
            } finally {
                during.putAll(equalMeters());
            }
        };
        TcpStreamHandler both = new TimedHandler(
                outer -> new ObservedHandler(inner, "tested", "tested", observations, null).handle(outer),
                "tested",
                "tested",
                timed);
        try {
            both.handle(stream);
        } catch (ArithmeticException e) {
            assertThat(e).hasMessage("on purpose");
        }
        return during;
    }

    @Test
    void theEndOfADrainReachesTheHandler() throws Exception {
        TcpStream drained = TcpStream.pipe().server();
        new TimedHandler(_ -> {}, "tested", "tested", timed).onDrain(drained);
        assertThat(drained.read(new byte[1])).isEqualTo(-1);
    }

    private Map<String, Map<Statistic, Double>> equalMeters() {
        Map<String, Map<Statistic, Double>> measured = meters(timed);
        assertThat(measured).isEqualTo(meters(observed));
        return measured;
    }

    private static Map<String, Map<Statistic, Double>> meters(SimpleMeterRegistry registry) {
        return registry.getMeters().stream()
                .collect(Collectors.toMap(
                        HandlerMetersTests::series,
                        meter -> StreamSupport.stream(meter.measure().spliterator(), false)
                                .collect(Collectors.toMap(
                                        measurement -> measurement.getStatistic(), m -> m.getValue()))));
    }

    private static String series(Meter meter) {
        return meter.getId().getTags().stream()
                .map(tag -> tag.getKey() + "=" + tag.getValue())
                .sorted()
                .collect(Collectors.joining(",", meter.getId().getName() + "{", "}"));
    }
}
