package dev.weir.metrics;

import dev.weir.observe.AcceptError;
import dev.weir.observe.CloseCause;
import dev.weir.observe.DrainOutcome;
import dev.weir.observe.Labelled;
import dev.weir.observe.ListenerStatistics;
import dev.weir.observe.PauseReason;
import dev.weir.observe.QueuedObserver;
import dev.weir.observe.RejectReason;
import dev.weir.observe.Side;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.util.List;
import java.util.function.ToDoubleBiFunction;
import java.util.function.ToDoubleFunction;

/**
 * Meters that read a listener's statistics on demand. All of a listener's meters are registered at zero when it starts.
 */
public final class ListenerMeters implements MeterBinder {

    private final List<ListenerStatistics> listeners;
    private final List<QueuedObserver> observers;

    public ListenerMeters(List<ListenerStatistics> listeners, List<QueuedObserver> observers) {
        this.listeners = List.copyOf(listeners);
        this.observers = List.copyOf(observers);
    }

    @Override
    public void bindTo(MeterRegistry registry) {
        for (ListenerStatistics listener : listeners) {
            var meters = new Meters(listener, registry);
            bindState(meters);
            bindConnections(meters);
            bindBytes(meters);
            observers.forEach(observer -> meters.counter(
                    "tcp.server.observer.dropped",
                    "Events dropped because an observer was too slow",
                    Tags.of("observer", observer.name()),
                    l -> observer.dropped(l.listener())));
        }
    }

    private static void bindState(Meters meters) {
        meters.gauge("tcp.server.listener.up", "1 while the port is bound", Tags.empty(), l -> l.isUp() ? 1 : 0);
        meters.gaugePer(
                PauseReason.values(),
                "tcp.server.accept.paused",
                "1 while no new connections are served",
                "reason",
                (l, reason) -> l.isPaused(reason) ? 1 : 0);
        meters.countersPer(
                AcceptError.values(),
                "tcp.server.accept.errors",
                "Connections that could not be accepted",
                "reason",
                ListenerStatistics::acceptErrors);
        meters.countersPer(
                DrainOutcome.values(),
                "tcp.server.drained",
                "Connections that were open when the listener began to drain, by how they ended",
                "outcome",
                ListenerStatistics::drainedWith);
    }

    private static void bindConnections(Meters meters) {
        String active = "tcp.server.connections.active";
        String help = "Open connections";
        meters.gauge(active, help, Tags.of("state", "open"), l -> Math.max(0, l.active() - l.halfClosed()));
        meters.gauge(active, help, Tags.of("state", "half_closed"), ListenerStatistics::halfClosed);
        meters.gauge(
                "tcp.server.connections.limit",
                "Maximum number of concurrent connections",
                Tags.empty(),
                l -> l.limit() == 0 ? Double.POSITIVE_INFINITY : l.limit());
        meters.counter(
                "tcp.server.connections.accepted",
                "Connections accepted and admitted",
                Tags.empty(),
                ListenerStatistics::accepted);
        meters.countersPer(
                RejectReason.values(),
                "tcp.server.connections.rejected",
                "Connections closed before any work was done for them",
                "reason",
                ListenerStatistics::rejectedFor);
        meters.countersPer(
                meters.listener().causes().toArray(CloseCause[]::new),
                "tcp.server.connections.closed",
                "Connections ended, by the first event that ended them",
                "cause",
                ListenerStatistics::closed);
        meters.countersPer(
                Side.values(),
                "tcp.server.shutdowns",
                "Write directions ended while the connection went on",
                "side",
                ListenerStatistics::shutdowns);
    }

    private static void bindBytes(Meters meters) {
        meters.bytes("tcp.server.read", "Application bytes read from clients", ListenerStatistics::bytesRead);
        meters.bytes("tcp.server.written", "Application bytes written to clients", ListenerStatistics::bytesWritten);
    }

    /** Registers meters of one listener in one registry. */
    private record Meters(ListenerStatistics listener, MeterRegistry registry) {

        void gauge(String name, String help, Tags tags, ToDoubleFunction<ListenerStatistics> value) {
            Gauge.builder(name, listener, value)
                    .description(help)
                    .tags(tagged(tags))
                    .register(registry);
        }

        <E extends Labelled> void gaugePer(
                E[] constants, String name, String help, String tag, ToDoubleBiFunction<ListenerStatistics, E> value) {
            for (E constant : constants) {
                gauge(name, help, Tags.of(tag, constant.label()), l -> value.applyAsDouble(l, constant));
            }
        }

        void counter(String name, String help, Tags tags, ToDoubleFunction<ListenerStatistics> value) {
            FunctionCounter.builder(name, listener, value)
                    .description(help)
                    .tags(tagged(tags))
                    .register(registry);
        }

        <E extends Labelled> void countersPer(
                E[] constants, String name, String help, String tag, ToDoubleBiFunction<ListenerStatistics, E> value) {
            for (E constant : constants) {
                counter(name, help, Tags.of(tag, constant.label()), l -> value.applyAsDouble(l, constant));
            }
        }

        void bytes(String name, String help, ToDoubleFunction<ListenerStatistics> value) {
            FunctionCounter.builder(name, listener, value)
                    .description(help)
                    .baseUnit("bytes")
                    .tags(tagged(Tags.empty()))
                    .register(registry);
        }

        private Tags tagged(Tags more) {
            return Tags.of("listener", listener.listener()).and(more);
        }
    }
}
