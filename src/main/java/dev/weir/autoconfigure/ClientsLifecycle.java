package dev.weir.autoconfigure;

import dev.weir.client.Client;
import dev.weir.client.TcpClients;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.context.SmartLifecycle;

/**
 * Starts the clients before the listeners, whose handlers use them, and closes them when the context is closed, after all
 * listeners have drained. A context that is only stopped keeps its clients.
 */
final class ClientsLifecycle implements SmartLifecycle, DisposableBean {

    private final TcpClients clients;
    private volatile boolean running;

    ClientsLifecycle(TcpClients clients) {
        this.clients = clients;
    }

    @Override
    public void start() {
        clients.all().forEach(Client::start);
        running = true;
    }

    @Override
    public void stop() {
        running = false;
    }

    @Override
    public boolean isRunning() {
        return running;
    }

    /** The listeners have the last phase. */
    @Override
    public int getPhase() {
        return Integer.MAX_VALUE - 1;
    }

    @Override
    public void destroy() {
        clients.all().forEach(Client::close);
    }
}
