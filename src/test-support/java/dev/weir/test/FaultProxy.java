package dev.weir.test;

import dev.weir.stream.ListenerOptions;
import dev.weir.stream.StreamAddress;
import dev.weir.stream.TcpListener;
import dev.weir.stream.Transport;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A TCP proxy with faults, between a client and a server that need not be of this process.
 *
 * <pre>{@code
 * try (FaultProxy proxy = FaultProxy.to(server, Faults.none().latency(Duration.ofMillis(50)))) {
 *     connect(proxy.address());
 * }
 * }</pre>
 *
 * <p>The faults are those of the server's connection: the client's bytes are the received ones, and {@link Faults#writing}
 * describes what comes back. The end of a direction and a reset are carried over; if the server cannot be connected to, the
 * client is reset. Over sockets the receiver may see several {@link Faults#segments} at once: add a latency to separate them.
 * Any thread.
 */
public final class FaultProxy implements AutoCloseable {

    /** Further clients are reset. */
    private static final int MAX_CONNECTIONS = 1_000;

    private final TcpListener listener;
    private final String target;
    private final Set<ProxiedConnection> connections = ConcurrentHashMap.newKeySet();
    private volatile Faults faults;

    private FaultProxy(TcpListener listener, String target, Faults faults) {
        this.listener = listener;
        this.target = target;
        this.faults = faults;
    }

    /**
     * Starts a proxy on a free port of 127.0.0.1.
     *
     * @param target the server, TCP or Unix domain; connected to once for each client
     * @throws IOException if the port cannot be bound
     */
    public static FaultProxy to(SocketAddress target, Faults faults) throws IOException {
        TcpListener listener = TcpListener.bind("127.0.0.1:0", ListenerOptions.DEFAULT);
        var proxy = new FaultProxy(listener, StreamAddress.format(target), faults);
        Thread.ofVirtual().name("weir-fault-proxy").start(proxy::acceptAll);
        return proxy;
    }

    /** Where clients connect. */
    public InetSocketAddress address() {
        return (InetSocketAddress) listener.localAddress();
    }

    /** Replaces the faults of connections to come; those of open ones stay. */
    public void faults(Faults next) {
        faults = next;
    }

    private void acceptAll() {
        try {
            while (true) {
                accepted(listener.acceptTransport());
            }
        } catch (IOException _) {
            // Closed; or the process is out of resources, and clients are better refused than left waiting.
            close();
        }
    }

    private void accepted(Transport client) throws IOException {
        if (connections.size() >= MAX_CONNECTIONS) {
            client.reset();
            return;
        }
        var connection = new ProxiedConnection(client, faults);
        connections.add(connection);
        if (listener.isOpen()) {
            Thread.ofVirtual().name("weir-fault-proxy").start(() -> {
                connection.run(target);
                connections.remove(connection);
            });
        } else {
            connection.reset();
        }
    }

    /** Resets all open connections, to both sides; new ones are accepted. */
    public void cut() {
        connections.forEach(ProxiedConnection::reset);
    }

    /** Ends the proxy, and resets the connections that are open. Repeating it has no effect. */
    @Override
    public void close() {
        try {
            listener.close();
        } catch (IOException _) {
            // The port is released in any case (close(2)).
        }
        cut();
    }

    @Override
    public String toString() {
        return listener + " to " + target;
    }
}
