package dev.weir.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.client.AcquireTimeoutException;
import dev.weir.client.PoolFullException;
import dev.weir.client.UpstreamClosedException;
import dev.weir.observe.ClientGauges;
import dev.weir.observe.ClientObserver;
import dev.weir.observe.ClientStatistics;
import dev.weir.observe.RequestObservation;
import dev.weir.observe.RequestOutcome;
import dev.weir.observe.TargetStatistics;
import dev.weir.observe.UpstreamOwner;
import dev.weir.testing.Scrape;
import dev.weir.upstream.UpstreamUnavailableException;
import io.micrometer.common.KeyValue;
import io.micrometer.core.instrument.observation.DefaultMeterObservationHandler;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationHandler;
import io.micrometer.observation.ObservationRegistry;
import io.micrometer.observation.transport.Kind;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.net.SocketTimeoutException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The meters of requests, with an Observation and without. */
class RequestMetersTests {

    private static final String REQUESTS = "tcp_client_requests_seconds_count";

    private final PrometheusMeterRegistry timed = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final PrometheusMeterRegistry observed = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final ClientStatistics client = new ClientStatistics("ledger", "pooled", new NoGauges());
    private final TargetStatistics target = new TargetStatistics(UpstreamOwner.client("ledger"), "ledger.example:7000");

    @AfterEach
    void closeRegistries() {
        timed.close();
        observed.close();
    }

    @Test
    void everyOutcomeIsAtZeroFromTheStartWithTheErrorsThatItHas() {
        RequestMeters.register(client, timed);
        new ReplyMeters(List.of(client)).bindTo(timed);

        assertThat(counts(timed)).containsExactlyInAnyOrderEntriesOf(zeros());
    }

    private static Map<String, Double> zeros() {
        var zeros = new TreeMap<String, Double>();
        zeros.put(series("replied", "none"), 0.0);
        zeros.put(series("timeout", name(SocketTimeoutException.class)), 0.0);
        zeros.put(series("closed", name(UpstreamClosedException.class)), 0.0);
        Stream.of(PoolFullException.class, AcquireTimeoutException.class, UpstreamUnavailableException.class)
                .forEach(type -> zeros.put(series("rejected", name(type)), 0.0));
        zeros.put("tcp_client_requests_active_seconds_count{client=\"ledger\"}", 0.0);
        zeros.put("tcp_client_replies_late_total{client=\"ledger\"}", 0.0);
        return zeros;
    }

    private static String name(Class<?> exception) {
        return exception.getSimpleName();
    }

    private static String series(String outcome, String error) {
        return REQUESTS + "{client=\"ledger\",error=\"" + error + "\",outcome=\"" + outcome + "\"}";
    }

    @Test
    void theSameIsMeasuredWithAnObservationAsWithout() {
        var observations = ObservationRegistry.create();
        observations.observationConfig().observationHandler(new DefaultMeterObservationHandler(observed));
        RequestObservation first = makeRequests(new TimedRequests(timed));
        RequestObservation second = makeRequests(new ObservedRequests(observations, null));

        assertThat(counts(timed)).isEqualTo(counts(observed));
        assertThat(counts(timed))
                .containsEntry(series("replied", "none"), 2.0)
                .containsEntry(series("timeout", "SocketTimeoutException"), 1.0)
                .containsEntry("tcp_client_requests_active_seconds_count{client=\"ledger\"}", 1.0);
        first.ended(RequestOutcome.REPLIED, null);
        second.ended(RequestOutcome.REPLIED, null);
        assertThat(counts(timed))
                .isEqualTo(counts(observed))
                .containsEntry("tcp_client_requests_active_seconds_count{client=\"ledger\"}", 0.0);
    }

    /** Makes two with a reply and one without, and returns one that is in progress. */
    private RequestObservation makeRequests(ClientObserver observer) {
        for (int i = 0; i < 2; i++) {
            RequestObservation request = observer.requestBegun(client);
            request.connected(target);
            request.ended(RequestOutcome.REPLIED, null);
        }
        observer.requestBegun(client).ended(RequestOutcome.TIMEOUT, new SocketTimeoutException());
        return observer.requestBegun(client);
    }

    @Test
    void lateRepliesAreCounted() {
        new ReplyMeters(List.of(client)).bindTo(timed);
        client.lateReply();
        assertThat(counts(timed)).containsEntry("tcp_client_replies_late_total{client=\"ledger\"}", 1.0);
    }

    @Test
    void aRequestIsAClientsSpanInTheCallersTrace() {
        var contexts = new ArrayList<RequestContext>();
        var observations = ObservationRegistry.create();
        observations.observationConfig().observationHandler(new Recorder(contexts));
        Observation caller = Observation.start("caller", observations);
        try (Observation.Scope _ = caller.openScope()) {
            RequestObservation request = new ObservedRequests(observations, null).requestBegun(client);
            assertThat(observations.getCurrentObservation()).isNotSameAs(caller);
            request.connected(target);
            request.ended(RequestOutcome.CLOSED, new IllegalStateException("on purpose"));
            assertThat(observations.getCurrentObservation()).isSameAs(caller);
        }
        RequestContext context = contexts.getFirst();
        assertThat(context.getParentObservation()).isSameAs(caller);
        assertThat(context.getKind()).isEqualTo(Kind.CLIENT);
        assertThat(context.getRemoteServiceName()).isEqualTo("ledger");
        assertThat(context.getContextualName()).isEqualTo("tcp ledger request");
        assertThat(context.getError()).hasMessage("on purpose");
        assertThat(context.getLowCardinalityKeyValues())
                .containsExactlyInAnyOrder(KeyValue.of("client", "ledger"), KeyValue.of("outcome", "closed"));
        assertThat(context.getHighCardinalityKeyValues())
                .containsExactly(KeyValue.of("weir.target", "ledger.example:7000"));
    }

    private static Map<String, Double> counts(PrometheusMeterRegistry registry) {
        var counts = new TreeMap<>(Scrape.parse(registry.scrape()).series());
        counts.keySet().removeIf(name -> !name.matches(".*_(count|total)\\{.*"));
        return counts;
    }

    private record NoGauges() implements ClientGauges {

        @Override
        public int active() {
            return 0;
        }

        @Override
        public int idle() {
            return 0;
        }

        @Override
        public int limit() {
            return 1;
        }

        @Override
        public int pending() {
            return 0;
        }
    }

    private record Recorder(List<RequestContext> contexts) implements ObservationHandler<RequestContext> {

        @Override
        public void onStop(RequestContext context) {
            contexts.add(context);
        }

        @Override
        public boolean supportsContext(Observation.Context context) {
            return context instanceof RequestContext;
        }
    }
}
