package dev.weir.metrics;

import dev.weir.observe.AcceptError;
import dev.weir.observe.DrainOutcome;
import dev.weir.observe.ListenerStatistics;
import dev.weir.observe.PauseReason;
import dev.weir.observe.QueuedObserver;
import dev.weir.observe.RejectReason;
import dev.weir.observe.Side;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.util.List;

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
            var meters = new StatisticsMeters<>(listener, Tags.of("listener", listener.listener()), registry);
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

    private static void bindState(StatisticsMeters<ListenerStatistics> meters) {
        meters.gauge("tcp.server.listener.up", "1 while the port is bound", Tags.empty(), l -> l.isUp() ? 1 : 0);
        meters.gaugePer(
                List.of(PauseReason.values()),
                "tcp.server.accept.paused",
                "1 while no new connections are served",
                "reason",
                (l, reason) -> l.isPaused(reason) ? 1 : 0);
        meters.countersPer(
                List.of(AcceptError.values()),
                "tcp.server.accept.errors",
                "Connections that could not be accepted",
                "reason",
                ListenerStatistics::acceptErrors);
        meters.countersPer(
                List.of(DrainOutcome.values()),
                "tcp.server.drained",
                "Connections that were open when the listener began to drain, by how they ended",
                "outcome",
                ListenerStatistics::drainedWith);
    }

    private static void bindConnections(StatisticsMeters<ListenerStatistics> meters) {
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
                List.of(RejectReason.values()),
                "tcp.server.connections.rejected",
                "Connections closed before any work was done for them",
                "reason",
                ListenerStatistics::rejectedFor);
        meters.countersPer(
                meters.statistics().causes(),
                "tcp.server.connections.closed",
                "Connections ended, by the first event that ended them",
                "cause",
                ListenerStatistics::closed);
        meters.countersPer(
                List.of(Side.values()),
                "tcp.server.shutdowns",
                "Write directions ended while the connection went on",
                "side",
                ListenerStatistics::shutdowns);
    }

    private static void bindBytes(StatisticsMeters<ListenerStatistics> meters) {
        meters.bytes("tcp.server.read", "Application bytes read from clients", ListenerStatistics::bytesRead);
        meters.bytes("tcp.server.written", "Application bytes written to clients", ListenerStatistics::bytesWritten);
    }
}
