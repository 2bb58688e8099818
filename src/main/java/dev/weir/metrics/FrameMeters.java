package dev.weir.metrics;

import dev.weir.frame.FrameError;
import dev.weir.observe.FrameDirection;
import dev.weir.observe.FrameStatistics;
import dev.weir.observe.ListenerStatistics;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

/** Meters of the listeners whose streams consist of frames; all at zero from the start. */
public final class FrameMeters implements MeterBinder {

    private final List<ListenerStatistics> listeners;

    /** @param listeners those without frames have none of these meters */
    public FrameMeters(List<ListenerStatistics> listeners) {
        this.listeners = List.copyOf(listeners);
    }

    @Override
    public void bindTo(MeterRegistry registry) {
        for (ListenerStatistics listener : listeners) {
            FrameStatistics frames = listener.frames();
            if (frames != null) {
                bind(listener.listener(), frames, registry);
            }
        }
        new FrameSizeMeters(listeners).bindTo(registry);
    }

    private static void bind(String listener, FrameStatistics frames, MeterRegistry registry) {
        for (FrameDirection direction : FrameDirection.values()) {
            register(
                    "tcp.server.frames",
                    "Frames read from and written to clients",
                    Tags.of("listener", listener, "direction", direction.label()),
                    frames,
                    f -> f.frames(direction),
                    registry);
        }
        for (FrameError error : FrameError.values()) {
            register(
                    "tcp.server.frames.rejected",
                    "Frames from clients that were not accepted, by reason",
                    Tags.of("listener", listener, "reason", error.name().toLowerCase(Locale.ROOT)),
                    frames,
                    f -> f.rejectedFor(error),
                    registry);
        }
    }

    private static void register(
            String name,
            String help,
            Tags tags,
            FrameStatistics frames,
            ToDoubleFunction<FrameStatistics> value,
            MeterRegistry registry) {
        FunctionCounter.builder(name, frames, value)
                .description(help)
                .tags(tags)
                .register(registry);
    }
}
