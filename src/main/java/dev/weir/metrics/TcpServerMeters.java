package dev.weir.metrics;

import dev.weir.observe.CloseCause;
import dev.weir.observe.ListenerStatistics;
import dev.weir.observe.Side;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.util.List;

/** Every meter of a listener, at zero from its start. */
public final class TcpServerMeters implements MeterBinder {

    private final List<ListenerStatistics> listeners;

    public TcpServerMeters(List<ListenerStatistics> listeners) {
        this.listeners = List.copyOf(listeners);
    }

    @Override
    public void bindTo(MeterRegistry registry) {
        listeners.forEach(listener -> bind(listener, registry));
    }

    private static void bind(ListenerStatistics listener, MeterRegistry registry) {
        Tags tags = Tags.of("listener", listener.listener());
        Gauge.builder("tcp.server.listener.up", listener, l -> l.isListening() ? 1 : 0)
                .description("1 while the listener accepts connections")
                .tags(tags)
                .register(registry);
        bindConnections(listener, tags, registry);
        bindBytes(listener, tags, registry);
        for (Side side : Side.values()) {
            FunctionCounter.builder("tcp.server.shutdowns", listener, l -> l.shutdowns(side))
                    .description("Write directions ended while the connection went on")
                    .tags(tags.and("side", side.label()))
                    .register(registry);
        }
    }

    private static void bindConnections(ListenerStatistics listener, Tags tags, MeterRegistry registry) {
        Gauge.builder("tcp.server.connections.active", listener, l -> l.active() - l.halfClosed())
                .description("Connections that are open now")
                .tags(tags.and("state", "open"))
                .register(registry);
        Gauge.builder("tcp.server.connections.active", listener, ListenerStatistics::halfClosed)
                .description("Connections that are open now")
                .tags(tags.and("state", "half_closed"))
                .register(registry);
        FunctionCounter.builder("tcp.server.connections.accepted", listener, ListenerStatistics::accepted)
                .description("Connections accepted")
                .tags(tags)
                .register(registry);
        for (CloseCause cause : CloseCause.values()) {
            FunctionCounter.builder("tcp.server.connections.closed", listener, l -> l.closed(cause))
                    .description("Connections ended, by the first event that ended them")
                    .tags(tags.and("cause", cause.label()))
                    .register(registry);
        }
    }

    private static void bindBytes(ListenerStatistics listener, Tags tags, MeterRegistry registry) {
        FunctionCounter.builder("tcp.server.read", listener, ListenerStatistics::bytesRead)
                .description("Application bytes read from clients")
                .baseUnit("bytes")
                .tags(tags)
                .register(registry);
        FunctionCounter.builder("tcp.server.written", listener, ListenerStatistics::bytesWritten)
                .description("Application bytes written to clients")
                .baseUnit("bytes")
                .tags(tags)
                .register(registry);
    }
}
