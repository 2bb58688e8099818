package dev.weir.metrics;

import dev.weir.frame.FrameObserver;
import dev.weir.observe.FrameDirection;
import dev.weir.observe.FrameSizes;
import dev.weir.observe.FrameStatistics;
import dev.weir.observe.ListenerStatistics;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.util.Arrays;
import java.util.List;

/**
 * The distribution summary {@code tcp.server.frame.size}. A frame costs a few nanoseconds with Prometheus, which looks the
 * counted sizes up. Any other registry, and several together, record each frame, at 45 to 90 ns: Micrometer has no summary of
 * what is counted elsewhere.
 */
final class FrameSizeMeters implements MeterBinder {

    /** On the class path is Prometheus only if the application has it. */
    private static final boolean HAS_PROMETHEUS = isPresent("io.micrometer.prometheusmetrics.PrometheusMeterRegistry");

    private final List<ListenerStatistics> listeners;

    FrameSizeMeters(List<ListenerStatistics> listeners) {
        this.listeners = listeners;
    }

    private static boolean isPresent(String type) {
        try {
            Class.forName(type, false, FrameSizeMeters.class.getClassLoader());
            return true;
        } catch (ClassNotFoundException _) {
            return false;
        }
    }

    @Override
    public void bindTo(MeterRegistry registry) {
        if (HAS_PROMETHEUS && PrometheusFrameSizes.isFor(registry)) {
            PrometheusFrameSizes.bind(listeners, registry);
            return;
        }
        for (ListenerStatistics listener : listeners) {
            FrameStatistics frames = listener.frames();
            if (frames != null) {
                frames.addObserver(new Recorder(
                        summary(listener.listener(), FrameDirection.IN, registry),
                        summary(listener.listener(), FrameDirection.OUT, registry)));
            }
        }
    }

    static DistributionSummary summary(String listener, FrameDirection direction, MeterRegistry registry) {
        return DistributionSummary.builder("tcp.server.frame.size")
                .description("Payloads of frames")
                .baseUnit("bytes")
                .tags("listener", listener, "direction", direction.label())
                .serviceLevelObjectives(
                        Arrays.stream(FrameSizes.bounds()).asDoubleStream().toArray())
                .register(registry);
    }

    private record Recorder(DistributionSummary in, DistributionSummary out) implements FrameObserver {

        @Override
        public void received(int length) {
            in.record(length);
        }

        @Override
        public void sent(int length) {
            out.record(length);
        }
    }
}
