package dev.weir.server;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.context.SmartLifecycle;
import org.springframework.integration.dsl.context.IntegrationFlowContext;

/**
 * All listeners of the application. They start last, when what their handlers need is there, and stop first, while the
 * management port still answers. One that cannot start stops those that did and fails the application.
 */
public final class StreamServers implements SmartLifecycle {

    private final Map<String, StreamServer> servers = new LinkedHashMap<>();
    private final IntegrationFlowContext flows;
    private volatile boolean running;

    public StreamServers(List<StreamServer> servers, IntegrationFlowContext flows) {
        servers.forEach(server -> this.servers.put(server.name(), server));
        this.flows = flows;
    }

    /** In the order of their settings. */
    public Collection<StreamServer> all() {
        return servers.values();
    }

    /** The listener of that name, or {@code null}. */
    public @Nullable StreamServer find(String name) {
        return servers.get(name);
    }

    @Override
    public void start() {
        try {
            servers.values().forEach(server -> server.start(flows));
            running = true;
        } catch (RuntimeException | Error e) {
            stop();
            throw e;
        }
    }

    @Override
    public void stop() {
        servers.values().forEach(StreamServer::stop);
        running = false;
    }

    @Override
    public boolean isRunning() {
        return running;
    }

    @Override
    public int getPhase() {
        return Integer.MAX_VALUE;
    }
}
