package dev.weir.test;

import dev.weir.server.StreamListener;
import dev.weir.server.StreamListeners;
import dev.weir.stream.StreamAddress;
import dev.weir.stream.StreamOptions;
import dev.weir.stream.Transport;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.SocketAddress;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Collectors;
import org.springframework.beans.factory.ObjectProvider;

/** Connects clients to the listeners of the application under test. Any thread. */
public final class TcpTestClients {

    private final StreamListeners listeners;
    private final ObjectProvider<MemoryNetwork> memory;
    private final Queue<TcpTestClient> opened = new ConcurrentLinkedQueue<>();

    TcpTestClients(StreamListeners listeners, ObjectProvider<MemoryNetwork> memory) {
        this.listeners = listeners;
        this.memory = memory;
    }

    /**
     * Connects a client to the only listener. It is closed after the test, if not before.
     *
     * @throws IllegalStateException if there is not exactly one
     */
    public TcpTestClient connect() {
        if (listeners.all().size() != 1) {
            throw new IllegalStateException("There is not exactly one listener to connect to, but: " + names()
                    + ". Name one, or start only one with the annotation's attribute 'listeners'.");
        }
        return connect(listeners.all().iterator().next().name());
    }

    /**
     * Connects a client to a listener. It is closed after the test, if not before.
     *
     * @throws IllegalArgumentException if there is none of that name
     * @throws UncheckedIOException if it cannot be connected to, because it has been stopped for example
     */
    public TcpTestClient connect(String listener) {
        StreamListener found = listeners.find(listener);
        if (found == null) {
            throw new IllegalArgumentException("There is no listener " + listener + "; there are: " + names());
        }
        try {
            var client = TcpTestClient.over(transport(found));
            opened.add(client);
            return client;
        } catch (IOException e) {
            throw new UncheckedIOException("Listener " + listener + " cannot be connected to", e);
        }
    }

    private Transport transport(StreamListener listener) throws IOException {
        MemoryNetwork network = memory.getIfAvailable();
        if (network != null) {
            return network.connect(listener.name());
        }
        SocketAddress address = listener.state().boundAddress();
        if (address == null) {
            throw new IOException("it is " + listener.state().label());
        }
        return Transport.connect(StreamAddress.format(address), StreamOptions.DEFAULT);
    }

    private String names() {
        return listeners.all().stream().map(StreamListener::name).collect(Collectors.joining(", "));
    }

    /** Closes the clients that this test has opened. */
    void closeAll() {
        for (TcpTestClient client; (client = opened.poll()) != null; ) {
            client.close();
        }
    }
}
