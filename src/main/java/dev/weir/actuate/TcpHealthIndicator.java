package dev.weir.actuate;

import dev.weir.observe.ListenerStatistics;
import dev.weir.observe.PauseReason;
import dev.weir.server.ListenerState;
import dev.weir.server.StreamListener;
import dev.weir.server.StreamListeners;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.springframework.boot.health.contributor.AbstractHealthIndicator;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.Status;

/**
 * Up while every listener accepts connections. Out of service while a listener is paused, draining, or out of file
 * descriptors. Down while a listener has stopped, or its accept loop does not run.
 *
 * <p>A listener that forwards shows its targets and stays up without any that is: its clients are told by a close, whereas a process
 * that is not ready would leave them without an answer, on every instance at once.
 */
public final class TcpHealthIndicator extends AbstractHealthIndicator {

    private final StreamListeners listeners;

    public TcpHealthIndicator(StreamListeners listeners) {
        super("The state of the listeners could not be read");
        this.listeners = listeners;
    }

    @Override
    protected void doHealthCheck(Health.Builder builder) {
        List<Status> statuses =
                listeners.all().stream().map(TcpHealthIndicator::status).toList();
        listeners.all().forEach(listener -> builder.withDetail(listener.name(), details(listener)));
        if (statuses.contains(Status.DOWN)) {
            builder.down();
        } else if (statuses.contains(Status.OUT_OF_SERVICE)) {
            builder.outOfService();
        } else {
            builder.up();
        }
    }

    private static Status status(StreamListener listener) {
        return switch (listener.state()) {
            case ListenerState.Stopped _ -> Status.DOWN;
            case ListenerState.Paused _, ListenerState.Draining _ -> Status.OUT_OF_SERVICE;
            case ListenerState.Listening _ when !listener.isAcceptLoopAlive() -> Status.DOWN;
            case ListenerState.Listening _ ->
                listener.statistics().isPaused(PauseReason.FD_LIMIT) ? Status.OUT_OF_SERVICE : Status.UP;
        };
    }

    private static Map<String, Object> details(StreamListener listener) {
        ListenerStatistics statistics = listener.statistics();
        var details = new LinkedHashMap<String, Object>();
        details.put("status", status(listener).getCode());
        details.put("state", listener.state().label());
        details.put("address", listener.address());
        details.put("active", statistics.active());
        if (!listener.isAcceptLoopAlive()) {
            details.put("paused", PauseReason.STUCK.label());
        } else if (statistics.isPaused(PauseReason.FD_LIMIT)) {
            details.put("paused", PauseReason.FD_LIMIT.label());
        }
        if (!listener.targets().isEmpty()) {
            details.put("targets", targets(listener));
        }
        return details;
    }

    /** Each target's state by its address. */
    private static Map<String, String> targets(StreamListener listener) {
        var states = new LinkedHashMap<String, String>();
        listener.targets()
                .forEach(target -> states.put(target.target(), target.state().label()));
        return states;
    }
}
