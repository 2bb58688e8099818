package dev.weir.actuate;

import dev.weir.observe.ListenerStatistics;
import dev.weir.observe.PauseReason;
import dev.weir.server.ServerState;
import dev.weir.server.StreamServer;
import dev.weir.server.StreamServers;
import dev.weir.stream.StreamAddress;
import java.net.SocketAddress;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.springframework.boot.health.contributor.AbstractHealthIndicator;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.Status;

/**
 * Up while every listener accepts. Out of service while one does not for a reason: paused, draining, out of file descriptors.
 * Down while one does not and should.
 */
public final class TcpHealthIndicator extends AbstractHealthIndicator {

    private final StreamServers servers;

    public TcpHealthIndicator(StreamServers servers) {
        super("The listeners could not be asked");
        this.servers = servers;
    }

    @Override
    protected void doHealthCheck(Health.Builder builder) {
        List<Status> statuses =
                servers.all().stream().map(TcpHealthIndicator::status).toList();
        servers.all().forEach(server -> builder.withDetail(server.name(), details(server)));
        if (statuses.contains(Status.DOWN)) {
            builder.down();
        } else if (statuses.contains(Status.OUT_OF_SERVICE)) {
            builder.outOfService();
        } else {
            builder.up();
        }
    }

    private static Status status(StreamServer server) {
        return switch (server.state()) {
            case ServerState.Stopped _ -> Status.DOWN;
            case ServerState.Paused _, ServerState.Draining _ -> Status.OUT_OF_SERVICE;
            case ServerState.Listening _ when !server.isAcceptLoopAlive() -> Status.DOWN;
            case ServerState.Listening _ ->
                server.statistics().isPaused(PauseReason.FD_LIMIT) ? Status.OUT_OF_SERVICE : Status.UP;
        };
    }

    private static Map<String, Object> details(StreamServer server) {
        ListenerStatistics statistics = server.statistics();
        SocketAddress bound = server.state().boundAddress();
        var details = new LinkedHashMap<String, Object>();
        details.put("status", status(server).getCode());
        details.put("state", server.state().label());
        details.put("address", bound == null ? server.definition().address().toString() : StreamAddress.format(bound));
        details.put("active", statistics.active());
        if (!server.isAcceptLoopAlive()) {
            details.put("paused", PauseReason.STUCK.label());
        } else if (statistics.isPaused(PauseReason.FD_LIMIT)) {
            details.put("paused", PauseReason.FD_LIMIT.label());
        }
        return details;
    }
}
