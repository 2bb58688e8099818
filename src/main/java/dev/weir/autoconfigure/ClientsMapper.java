package dev.weir.autoconfigure;

import dev.weir.client.TcpClient;
import dev.weir.client.TcpClients;
import dev.weir.observe.ClientObserver;
import java.util.ArrayList;

/** Maps {@code weir.clients} to clients. */
final class ClientsMapper {

    private ClientsMapper() {}

    /** @throws InvalidSettingException for the first wrong setting */
    static TcpClients of(WeirProperties properties, ClientUpstreams upstreams, ClientObserver observer) {
        var clients = new ArrayList<TcpClient>();
        properties.clients().forEach((name, client) -> {
            SettingName.check(SettingsGroup.CLIENTS, name);
            String prefix = SettingsGroup.CLIENTS.root() + "." + name;
            clients.add(new TcpClient(
                    name, ClientOptionsMapper.of(prefix, client), upstreams.create(name, prefix, client), observer));
        });
        return new TcpClients(clients);
    }
}
