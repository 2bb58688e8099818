package dev.weir.testing;

import dev.weir.stream.StreamAddress;
import dev.weir.stream.StreamOptions;
import dev.weir.stream.TcpListener;
import dev.weir.stream.TcpStream;
import dev.weir.stream.TcpStreamHandler;
import dev.weir.stream.Transport;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** A server for clients under test to connect to: at an address of its own, which it keeps when it is stopped and started again. */
public final class TargetServer implements AutoCloseable {

    private final Layers layers;
    private final TcpStreamHandler handler;
    private final StreamAddress address;
    private final Set<Transport> connections = ConcurrentHashMap.newKeySet();
    private final AtomicInteger accepted = new AtomicInteger();
    private TcpListener listener;
    private @Nullable Socket holder;
    private Thread accepting;

    /** Wraps the socket of a connection, such as with the server side of TLS. */
    @FunctionalInterface
    public interface Layers {
        Transport over(Transport socket) throws IOException;
    }

    private TargetServer(String address, Layers layers, TcpStreamHandler handler) throws IOException {
        this.layers = layers;
        this.handler = handler;
        this.listener = TcpListener.bind(address);
        this.address = StreamAddress.parse(listener.toString());
        this.accepting = acceptAll(listener);
    }

    /** Starts a server at an address, with port 0 on a free port. */
    public static TargetServer start(String address, Layers layers, TcpStreamHandler handler) throws IOException {
        return new TargetServer(address, layers, handler);
    }

    /** Starts a server on a free port of 127.0.0.1. */
    public static TargetServer start(TcpStreamHandler handler) throws IOException {
        return start("127.0.0.1:0", socket -> socket, handler);
    }

    /** Starts a server that sends back what it receives. */
    public static TargetServer echo() throws IOException {
        return echo("127.0.0.1:0");
    }

    /** Starts a server that sends back what it receives, at an address. */
    public static TargetServer echo(String address) throws IOException {
        return start(address, socket -> socket, stream -> stream.transferTo(stream));
    }

    public InetSocketAddress address() {
        return (InetSocketAddress) listener.localAddress();
    }

    /** The address as settings have it. */
    public StreamAddress target() {
        return address;
    }

    /** Connections accepted so far. */
    public int accepted() {
        return accepted.get();
    }

    /** Connections that are open. */
    public int open() {
        return connections.size();
    }

    /** Stops accepting and ends all connections: connects are refused from now on. No other program gets the port. */
    public void stop() throws IOException {
        end();
        if (holder == null && listener.localAddress() instanceof InetSocketAddress port) {
            holder = new Socket();
            holder.setReuseAddress(true);
            holder.bind(port);
        }
    }

    private void end() throws IOException {
        listener.close();
        awaitEndOf(accepting);
        for (Transport connection : connections) {
            connection.close();
        }
    }

    /** Accepts again after {@link #stop}, at the same address. */
    public void restart() throws IOException {
        listener = TcpListener.bind(address.toString());
        release();
        accepting = acceptAll(listener);
    }

    private void release() throws IOException {
        if (holder != null) {
            holder.close();
            holder = null;
        }
    }

    /** The JDK releases the port only when the virtual thread that was waiting for a connection has noticed the close. */
    private static void awaitEndOf(Thread thread) throws IOException {
        try {
            if (!thread.join(Patience.DEADLINE)) {
                throw new IOException("the server still accepts after " + Patience.DEADLINE);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    private Thread acceptAll(TcpListener from) {
        return Thread.ofVirtual().name("target-server").start(() -> {
            try {
                while (true) {
                    Transport socket = from.acceptTransport();
                    accepted.incrementAndGet();
                    connections.add(socket);
                    Thread.startVirtualThread(() -> serve(socket));
                }
            } catch (IOException _) {
                // Stopped.
            }
        });
    }

    private void serve(Transport socket) {
        try (TcpStream stream = TcpStream.over(layers.over(socket), StreamOptions.DEFAULT)) {
            handler.handle(stream);
        } catch (Exception _) {
            // The client's end, or the failure of a layer; the test knows of it.
        } finally {
            close(socket);
            connections.remove(socket);
        }
    }

    private static void close(Transport socket) {
        try {
            socket.close();
        } catch (IOException _) {
            // Released in any case.
        }
    }

    @Override
    public void close() throws IOException {
        end();
        release();
    }
}
