package dev.weir.metrics;

import dev.weir.observe.TargetState;
import dev.weir.observe.TargetStatistics;
import dev.weir.observe.UpstreamOwner;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.util.List;

/**
 * Meters of the targets of clients and of listeners that forward, all at zero from the start. A target's tag is its address in the
 * settings; its owner is either the tag {@code client} or the tag {@code listener}.
 */
public final class TargetMeters implements MeterBinder {

    private final List<TargetStatistics> targets;

    public TargetMeters(List<TargetStatistics> targets) {
        this.targets = List.copyOf(targets);
    }

    @Override
    public void bindTo(MeterRegistry registry) {
        for (TargetStatistics target : targets) {
            bind(new StatisticsMeters<>(target, tags(target), registry));
            ConnectTimers.register(target, registry);
        }
    }

    private static void bind(StatisticsMeters<TargetStatistics> meters) {
        meters.gauge(
                "tcp.client.target.up",
                "1 while the target gets new connections",
                Tags.empty(),
                target -> target.state() == TargetState.UP ? 1 : 0);
        meters.gauge(
                "tcp.client.connections.active",
                "Open connections to the target",
                Tags.empty(),
                TargetStatistics::active);
        meters.counter(
                "tcp.client.connections.opened",
                "Connections opened to the target",
                Tags.empty(),
                TargetStatistics::opened);
        meters.countersPer(
                meters.statistics().causes(),
                "tcp.client.connections.closed",
                "Connections to the target that ended, by the first event that ended them",
                "cause",
                TargetStatistics::closed);
        meters.bytes("tcp.client.read", "Application bytes read from the target", TargetStatistics::bytesRead);
        meters.bytes("tcp.client.written", "Application bytes written to the target", TargetStatistics::bytesWritten);
    }

    static Tags tags(TargetStatistics target) {
        return ownerTag(target.owner()).and("target", target.target());
    }

    /** Returns one tag, {@code client} or {@code listener}. */
    static Tags ownerTag(UpstreamOwner owner) {
        return Tags.of(owner.kind().label(), owner.name());
    }
}
