package dev.weir.client;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Stream;

/** The clients by name: those for bytes, and those for frames. Any thread. */
public final class TcpClients {

    private final Map<String, TcpClient> clients;
    private final Map<String, FrameClient<?, ?>> frameClients;

    /** @throws IllegalArgumentException if two clients have the same name */
    public TcpClients(Collection<? extends TcpClient> clients, Collection<? extends FrameClient<?, ?>> frameClients) {
        this.clients = byName(clients, TcpClient::name);
        this.frameClients = byName(frameClients, FrameClient::name);
        this.clients.keySet().stream().filter(this.frameClients::containsKey).forEach(TcpClients::rejectDuplicate);
    }

    private static <C> Map<String, C> byName(Collection<? extends C> clients, Function<C, String> name) {
        var byName = new TreeMap<String, C>();
        for (C client : clients) {
            if (byName.put(name.apply(client), client) != null) {
                rejectDuplicate(name.apply(client));
            }
        }
        return byName;
    }

    private static void rejectDuplicate(String name) {
        throw new IllegalArgumentException("there are two clients with the name " + name);
    }

    /**
     * Returns a client for bytes.
     *
     * @throws IllegalArgumentException if there is none with this name
     */
    public TcpClient get(String name) {
        return find(clients, name, "bytes");
    }

    /**
     * Returns a client for frames.
     *
     * @throws IllegalArgumentException if there is none with this name
     */
    public FrameClient<?, ?> frames(String name) {
        return find(frameClients, name, "frames");
    }

    private static <C> C find(Map<String, C> clients, String name, String kind) {
        C client = clients.get(name);
        if (client == null) {
            throw new IllegalArgumentException(
                    "there is no client " + name + " for " + kind + " in weir.clients; there are: " + clients.keySet());
        }
        return client;
    }

    /** All clients, in the order of their names. */
    public List<Client> all() {
        return Stream.<Client>concat(clients.values().stream(), frameClients.values().stream())
                .sorted(Comparator.comparing(Client::name))
                .toList();
    }
}
