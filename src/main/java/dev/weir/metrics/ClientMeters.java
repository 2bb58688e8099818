package dev.weir.metrics;

import dev.weir.observe.ClientStatistics;
import dev.weir.observe.UpstreamOwner;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.util.List;

/** Meters of clients' pools, all at zero from the start. Those of their connections are {@link TargetMeters}. */
public final class ClientMeters implements MeterBinder {

    private final List<ClientStatistics> clients;

    public ClientMeters(List<ClientStatistics> clients) {
        this.clients = List.copyOf(clients);
    }

    @Override
    public void bindTo(MeterRegistry registry) {
        for (ClientStatistics client : clients) {
            bind(new StatisticsMeters<>(client, tags(client), registry));
            AcquireTimers.register(client, registry);
        }
    }

    private static void bind(StatisticsMeters<ClientStatistics> meters) {
        meters.gauge(
                "tcp.client.connections.idle",
                "Open connections that are not in use",
                Tags.empty(),
                client -> client.gauges().idle());
        meters.gauge(
                "tcp.client.connections.limit",
                "Maximum number of open connections",
                Tags.empty(),
                client -> client.gauges().limit());
        meters.gauge(
                "tcp.client.connections.pending",
                "Callers that wait for a connection",
                Tags.empty(),
                client -> client.gauges().pending());
    }

    static Tags tags(ClientStatistics client) {
        return TargetMeters.ownerTag(UpstreamOwner.client(client.client()));
    }
}
