package dev.weir.client;

import java.util.Collection;
import java.util.Map;
import java.util.TreeMap;

/** The clients for bytes, by name. Any thread. */
public final class TcpClients {

    private final Map<String, TcpClient> clients;

    /** @throws IllegalArgumentException if two clients have the same name */
    public TcpClients(Collection<TcpClient> clients) {
        var byName = new TreeMap<String, TcpClient>();
        for (TcpClient client : clients) {
            if (byName.put(client.name(), client) != null) {
                throw new IllegalArgumentException("there are two clients with the name " + client.name());
            }
        }
        this.clients = byName;
    }

    /**
     * Returns a client.
     *
     * @throws IllegalArgumentException if there is none with this name
     */
    public TcpClient get(String name) {
        TcpClient client = clients.get(name);
        if (client == null) {
            throw new IllegalArgumentException(
                    "there is no client " + name + " for bytes in weir.clients; there are: " + clients.keySet());
        }
        return client;
    }

    /** All clients, in the order of their names. */
    public Collection<TcpClient> all() {
        return clients.values();
    }
}
