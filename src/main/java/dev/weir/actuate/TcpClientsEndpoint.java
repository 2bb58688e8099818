package dev.weir.actuate;

import dev.weir.client.Client;
import dev.weir.client.TcpClients;
import dev.weir.observe.ClientGauges;
import dev.weir.upstream.Target;
import java.util.List;
import org.springframework.boot.actuate.endpoint.Access;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.boot.actuate.endpoint.annotation.Selector;
import org.springframework.boot.actuate.endpoint.web.WebEndpointResponse;
import org.springframework.boot.actuate.endpoint.web.annotation.WebEndpoint;

/** Lists the clients, with their connections and targets. */
@WebEndpoint(id = "tcpclients", defaultAccess = Access.READ_ONLY)
public final class TcpClientsEndpoint {

    private final TcpClients clients;

    public TcpClientsEndpoint(TcpClients clients) {
        this.clients = clients;
    }

    /** All clients, in the order of their names. */
    record Clients(List<ClientDescriptor> clients) {}

    /**
     * A snapshot of a client, for operators.
     *
     * @param mode pooled, shared or single
     */
    record ClientDescriptor(String name, String mode, Connections connections, List<TargetDescriptor> targets) {

        static ClientDescriptor of(Client client) {
            return new ClientDescriptor(
                    client.name(),
                    client.statistics().mode(),
                    Connections.of(client.statistics().gauges()),
                    client.targets().stream()
                            .map(Target::statistics)
                            .map(TargetDescriptor::of)
                            .toList());
        }
    }

    /**
     * A client's connections.
     *
     * @param active in use
     * @param idle open and not in use
     * @param pending callers that wait for one
     */
    record Connections(int active, int idle, int limit, int pending) {

        static Connections of(ClientGauges gauges) {
            return new Connections(gauges.active(), gauges.idle(), gauges.limit(), gauges.pending());
        }
    }

    @ReadOperation
    Clients clients() {
        return new Clients(clients.all().stream().map(ClientDescriptor::of).toList());
    }

    @ReadOperation
    WebEndpointResponse<Object> client(@Selector String name) {
        for (Client client : clients.all()) {
            if (client.name().equals(name)) {
                return new WebEndpointResponse<>(ClientDescriptor.of(client));
            }
        }
        return new WebEndpointResponse<>(WebEndpointResponse.STATUS_NOT_FOUND);
    }
}
