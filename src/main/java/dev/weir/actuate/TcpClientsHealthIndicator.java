package dev.weir.actuate;

import dev.weir.client.Client;
import dev.weir.client.TcpClients;
import dev.weir.upstream.Target;
import java.util.LinkedHashMap;
import java.util.Map;
import org.springframework.boot.health.contributor.AbstractHealthIndicator;
import org.springframework.boot.health.contributor.Health;

/**
 * Up while every client has a target that is up, and unknown without any client. It is not part of the readiness group: an
 * instance that cannot reach a target is no worse than the others, which cannot either.
 */
public final class TcpClientsHealthIndicator extends AbstractHealthIndicator {

    private final TcpClients clients;

    public TcpClientsHealthIndicator(TcpClients clients) {
        super("The state of the clients could not be read");
        this.clients = clients;
    }

    @Override
    protected void doHealthCheck(Health.Builder builder) {
        builder.up();
        for (Client client : clients.all()) {
            if (client.targets().stream().noneMatch(Target::isUp)) {
                builder.down();
            }
        }
        clients.all().forEach(client -> builder.withDetail(client.name(), targets(client)));
    }

    private static Map<String, String> targets(Client client) {
        var states = new LinkedHashMap<String, String>();
        for (Target target : client.targets()) {
            states.put(target.name(), target.statistics().state().label());
        }
        return states;
    }
}
