package dev.weir.actuate;

import dev.weir.server.StreamServer;
import dev.weir.server.StreamServers;
import dev.weir.stream.StreamAddress;
import java.net.SocketAddress;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.integration.support.context.NamedComponent;

/** What the integration graph says of a listener's adapter besides what Spring Integration knows: its connections. */
public final class ListenerGraphProperties implements Function<NamedComponent, Map<String, Object>> {

    private final Supplier<StreamServers> servers;

    /** @param servers asked for once the graph is drawn */
    public ListenerGraphProperties(Supplier<StreamServers> servers) {
        this.servers = servers;
    }

    @Override
    public Map<String, Object> apply(NamedComponent component) {
        return servers.get().all().stream()
                .filter(server -> server.isServedBy(component))
                .findFirst()
                .<Map<String, Object>>map(server -> Map.of("listener", new Listener(server)))
                .orElse(Map.of());
    }

    /** Drawn once, read often: the graph keeps this object and asks it each time. */
    public static final class Listener {

        private final StreamServer server;

        private Listener(StreamServer server) {
            this.server = server;
        }

        public String getName() {
            return server.name();
        }

        public String getState() {
            return server.state().label();
        }

        public @Nullable String getAddress() {
            SocketAddress bound = server.state().boundAddress();
            return bound == null ? null : StreamAddress.format(bound);
        }

        public int getConnections() {
            return server.statistics().active();
        }
    }
}
