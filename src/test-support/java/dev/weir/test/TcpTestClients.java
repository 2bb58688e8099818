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
    private final ObjectProvider<FaultyListeners> sockets;
    private final Queue<TcpTestClient> opened = new ConcurrentLinkedQueue<>();

    TcpTestClients(
            StreamListeners listeners, ObjectProvider<MemoryNetwork> memory, ObjectProvider<FaultyListeners> sockets) {
        this.listeners = listeners;
        this.memory = memory;
        this.sockets = sockets;
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
        return connect(listener, Faults.none());
    }

    /**
     * Connects a client to a listener over a connection with faults. They are at the listener's end, below TLS: the received
     * bytes are those that the client sends. It is closed after the test, if not before.
     *
     * @throws IllegalArgumentException if there is no listener of that name
     * @throws IllegalStateException if the application has a bean that binds its listeners
     * @throws UncheckedIOException if it cannot be connected to, because it has been stopped for example
     */
    public TcpTestClient connect(String listener, Faults faults) {
        StreamListener found = listeners.find(listener);
        if (found == null) {
            throw new IllegalArgumentException("There is no listener " + listener + "; there are: " + names());
        }
        try {
            var client = TcpTestClient.over(transport(found, faults));
            opened.add(client);
            return client;
        } catch (IOException e) {
            throw new UncheckedIOException("Listener " + listener + " cannot be connected to", e);
        }
    }

    private Transport transport(StreamListener listener, Faults faults) throws IOException {
        MemoryNetwork network = memory.getIfAvailable();
        if (network != null) {
            return network.connect(listener.name(), faults);
        }
        SocketAddress address = listener.state().boundAddress();
        if (address == null) {
            throw new IOException("it is " + listener.state().label());
        }
        String target = StreamAddress.format(address);
        return faults == Faults.none()
                ? Transport.connect(target, StreamOptions.DEFAULT)
                : sockets.getObject().connect(listener.name(), target, faults);
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
