package dev.weir.actuate;

import dev.weir.actuate.TcpClientsEndpoint.ClientDescriptor;
import dev.weir.capture.Captures;
import dev.weir.client.TcpClients;
import dev.weir.observe.PauseReason;
import dev.weir.server.ListenerState;
import dev.weir.server.StreamListener;
import dev.weir.server.StreamListeners;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.actuate.endpoint.web.WebEndpointHttpMethod;
import org.springframework.boot.availability.ApplicationAvailability;
import org.springframework.boot.availability.ReadinessState;
import org.springframework.context.ApplicationContext;

/** Reads the state of the application for the live page. Any thread. */
final class LiveStateReader {

    /** Number of ended captures in a state. */
    private static final int MAX_CAPTURES = 20;

    private final StreamListeners listeners;
    private final TcpClients clients;
    private final Warnings warnings;
    private final ApplicationContext context;
    private final ExposedEndpoints endpoints;

    LiveStateReader(
            StreamListeners listeners,
            TcpClients clients,
            Warnings warnings,
            ApplicationContext context,
            ExposedEndpoints endpoints) {
        this.listeners = listeners;
        this.clients = clients;
        this.warnings = warnings;
        this.context = context;
        this.endpoints = endpoints;
    }

    /**
     * Looks at each live stream once, and describes those that are listed.
     *
     * @param withHistory whether listeners come with their history
     */
    LiveState read(StreamQuery query, boolean withHistory) {
        long now = System.nanoTime();
        var top = new TopStreams(query.order(), query.limit(), now);
        List<ListenerScan> scans = listeners.all().stream()
                .map(listener -> ListenerScan.of(listener, query.includes(listener) ? top : null, now))
                .toList();
        return new LiveState(
                context.getEnvironment().getProperty("spring.application.name", "application"),
                WeirVersion.VALUE,
                Instant.now(),
                isReady() ? "accepting" : "refusing",
                scans.stream().map(scan -> LiveListener.of(scan, withHistory)).toList(),
                scans.stream()
                        .filter(scan -> query.includes(scan.listener()))
                        .mapToInt(ListenerScan::streams)
                        .sum(),
                top.describe(),
                ClosedStream.latest(query.listeners(listeners), TcpClosedEndpoint.DEFAULT_LIMIT),
                warnings.find(scans),
                clients.all().stream().map(ClientDescriptor::of).toList(),
                captures(),
                may(),
                paths());
    }

    /** As the readiness group says: a listener that does not accept refuses traffic too. */
    private boolean isReady() {
        return context.getBean(ApplicationAvailability.class).getReadinessState() == ReadinessState.ACCEPTING_TRAFFIC
                && listeners.all().stream().allMatch(LiveStateReader::isAccepting);
    }

    private static boolean isAccepting(StreamListener listener) {
        return listener.state() instanceof ListenerState.Listening
                && listener.isAcceptLoopAlive()
                && !listener.statistics().isPaused(PauseReason.FD_LIMIT);
    }

    /** There is such a bean only where the endpoint is available. */
    private @Nullable List<CaptureDescriptor> captures() {
        Captures captures = context.getBeanProvider(Captures.class).getIfAvailable();
        return captures == null ? null : CaptureDescriptor.latest(captures.all(), MAX_CAPTURES);
    }

    private LiveState.May may() {
        return new LiveState.May(
                endpoints.allows(TcpListenersEndpoint.ID, WebEndpointHttpMethod.POST),
                endpoints.allows(TcpStreamsEndpoint.ID, WebEndpointHttpMethod.DELETE),
                endpoints.allows(TcpCapturesEndpoint.ID, WebEndpointHttpMethod.POST));
    }

    private LiveState.Paths paths() {
        return new LiveState.Paths(
                endpoints.path(WeirEndpoint.ID),
                endpoints.path(TcpListenersEndpoint.ID),
                endpoints.path(TcpStreamsEndpoint.ID),
                endpoints.path(TcpCapturesEndpoint.ID));
    }
}
