package dev.weir.testing;

import dev.weir.stream.StreamAddress;
import dev.weir.stream.TcpListener;
import dev.weir.stream.TcpStream;
import dev.weir.stream.TcpStreamHandler;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** A server for clients under test to connect to: on a port of its own, which it keeps when it is stopped and started again. */
public final class TargetServer implements AutoCloseable {

    private final TcpStreamHandler handler;
    private final InetSocketAddress address;
    private final Set<TcpStream> streams = ConcurrentHashMap.newKeySet();
    private final AtomicInteger accepted = new AtomicInteger();
    private TcpListener listener;
    private Thread accepting;

    private TargetServer(TcpStreamHandler handler) throws IOException {
        this.handler = handler;
        this.listener = TcpListener.bind("127.0.0.1:0");
        this.address = (InetSocketAddress) listener.localAddress();
        this.accepting = acceptAll(listener);
    }

    /** Starts a server on a free port of 127.0.0.1. */
    public static TargetServer start(TcpStreamHandler handler) throws IOException {
        return new TargetServer(handler);
    }

    /** Starts a server that sends back what it receives. */
    public static TargetServer echo() throws IOException {
        return start(stream -> stream.transferTo(stream));
    }

    public InetSocketAddress address() {
        return address;
    }

    /** The address as settings have it. */
    public StreamAddress target() {
        return StreamAddress.parse(StreamAddress.format(address));
    }

    /** Connections accepted so far. */
    public int accepted() {
        return accepted.get();
    }

    /** Connections that are open. */
    public int open() {
        return streams.size();
    }

    /** Stops accepting and ends all connections: connects are refused from now on. */
    public void stop() throws IOException {
        listener.close();
        awaitEndOf(accepting);
        streams.forEach(stream -> stream.abort("the server has been stopped"));
    }

    /** Accepts again after {@link #stop}, on the same port. */
    public void restart() throws IOException {
        listener = TcpListener.bind(StreamAddress.format(address));
        accepting = acceptAll(listener);
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
                    TcpStream stream = from.accept();
                    accepted.incrementAndGet();
                    streams.add(stream);
                    Thread.startVirtualThread(() -> serve(stream));
                }
            } catch (IOException _) {
                // Stopped.
            }
        });
    }

    private void serve(TcpStream stream) {
        try (stream) {
            handler.handle(stream);
        } catch (Exception _) {
            // The client's end, which the test knows of.
        } finally {
            streams.remove(stream);
        }
    }

    @Override
    public void close() throws IOException {
        stop();
    }
}
