package dev.weir.metrics;

import dev.weir.observe.ClientStatistics;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.util.List;

/** Meters of the clients that make requests, at zero from the start, beside {@link ClientMeters} and {@link RequestMeters}. */
public final class ReplyMeters implements MeterBinder {

    private final List<ClientStatistics> clients;

    /** @param clients those whose messages are frames */
    public ReplyMeters(List<ClientStatistics> clients) {
        this.clients = List.copyOf(clients);
    }

    @Override
    public void bindTo(MeterRegistry registry) {
        for (ClientStatistics client : clients) {
            new StatisticsMeters<>(client, ClientMeters.tags(client), registry)
                    .counter(
                            "tcp.client.replies.late",
                            "Replies that came after their callers had given up",
                            Tags.empty(),
                            ClientStatistics::lateReplies);
        }
    }
}
