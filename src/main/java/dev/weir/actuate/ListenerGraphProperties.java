package dev.weir.actuate;

import dev.weir.server.StreamListener;
import dev.weir.server.StreamListeners;
import dev.weir.stream.StreamAddress;
import java.net.SocketAddress;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.integration.support.context.NamedComponent;

/** Adds a listener's name, state, address and number of connections to its adapter in the integration graph. */
public final class ListenerGraphProperties implements Function<NamedComponent, Map<String, Object>> {

    private final Supplier<StreamListeners> listeners;

    /** @param listeners called when the graph is built */
    public ListenerGraphProperties(Supplier<StreamListeners> listeners) {
        this.listeners = listeners;
    }

    @Override
    public Map<String, Object> apply(NamedComponent component) {
        return listeners.get().all().stream()
                .filter(listener -> listener.isServedBy(component))
                .findFirst()
                .<Map<String, Object>>map(listener -> Map.of("listener", new Listener(listener)))
                .orElse(Map.of());
    }

    /**
     * A listener in the graph. Unlike {@link ListenerDescriptor} not a snapshot: the graph keeps this object and reads its
     * properties for each request.
     */
    public static final class Listener {

        private final StreamListener listener;

        private Listener(StreamListener listener) {
            this.listener = listener;
        }

        public String getName() {
            return listener.name();
        }

        public String getState() {
            return listener.state().label();
        }

        public @Nullable String getAddress() {
            SocketAddress bound = listener.state().boundAddress();
            return bound == null ? null : StreamAddress.format(bound);
        }

        public int getConnections() {
            return listener.statistics().active();
        }
    }
}
