package dev.weir.stream;

import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.SocketException;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Listens on an address and accepts connections.
 *
 * <pre>{@code
 * try (TcpListener listener = TcpListener.bind("127.0.0.1:3000")) {
 *     while (true) {
 *         TcpStream stream = listener.accept();
 *         Thread.startVirtualThread(() -> converse(stream));
 *     }
 * }
 * }</pre>
 */
public final class TcpListener implements TransportSource {

    /** An accept that returns a connection takes some microseconds, and a thread its turn. */
    private static final long ACCEPT_MILLIS = 20;

    private final ServerSocketChannel channel;
    private final ListenerOptions options;
    private final SocketAddress local;
    private final @Nullable UnixSocketFile socketFile;

    /** One thread accepts at a time. */
    private final ReentrantLock accepting = new ReentrantLock();

    /** Whether to close instead of waiting for a connection. */
    private volatile boolean finishing;

    private TcpListener(ServerSocketChannel channel, ListenerOptions options, @Nullable UnixSocketFile socketFile)
            throws IOException {
        this.channel = channel;
        this.options = options;
        this.local = channel.getLocalAddress();
        this.socketFile = socketFile;
    }

    /** Binds with {@link ListenerOptions#DEFAULT}; otherwise as {@link #bind(String, ListenerOptions)}. */
    public static TcpListener bind(String address) throws IOException {
        return bind(address, ListenerOptions.DEFAULT);
    }

    /**
     * Binds an address and listens on it.
     *
     * <p>{@code 0.0.0.0:port} takes IPv4 only, {@code [::]:port} and {@code :port} take both families. A Unix domain socket
     * without a listener is replaced; any other file at its path stays.
     *
     * @param address {@code host:port}, {@code [v6]:port}, {@code :port} or {@code unix:/path}; port 0 for any free port
     * @throws IllegalArgumentException if the address cannot be parsed
     * @throws java.net.BindException if the address is in use, or may not be bound
     * @throws java.net.UnknownHostException if the host is unknown
     */
    public static TcpListener bind(String address, ListenerOptions options) throws IOException {
        StreamAddress parsed = StreamAddress.parse(address);
        return switch (parsed) {
            case StreamAddress.Inet inet -> bind(inet, options);
            case StreamAddress.Unix unix -> bind(unix, options);
        };
    }

    private static TcpListener bind(StreamAddress.Inet inet, ListenerOptions options) throws IOException {
        InetSocketAddress address = inet.resolve();
        ServerSocketChannel channel = open(inet, address);
        try {
            channel.setOption(StandardSocketOptions.SO_REUSEADDR, true);
            if (options.reusePort()) {
                channel.setOption(StandardSocketOptions.SO_REUSEPORT, true);
            }
            int receiveBuffer = options.stream().socket().receiveBuffer();
            if (receiveBuffer > 0) {
                // Inherited by accepted sockets; set later, it would not affect the window scale (tcp(7)).
                channel.setOption(StandardSocketOptions.SO_RCVBUF, receiveBuffer);
            }
            channel.bind(address, options.backlog());
            return new TcpListener(channel, options, null);
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    /** Without a family the JDK's socket takes IPv6 and IPv4, and {@code 0.0.0.0} would admit IPv6 clients. */
    private static ServerSocketChannel open(StreamAddress.Inet inet, InetSocketAddress address) throws IOException {
        boolean ipv4 = !inet.host().isEmpty() && address.getAddress() instanceof Inet4Address;
        return ipv4 ? ServerSocketChannel.open(StandardProtocolFamily.INET) : ServerSocketChannel.open();
    }

    private static TcpListener bind(StreamAddress.Unix address, ListenerOptions options) throws IOException {
        UnixSocketFile.removeStale(address.path());
        ServerSocketChannel channel = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        try {
            channel.bind(address.resolve(), options.backlog());
            return new TcpListener(channel, options, UnixSocketFile.of(address.path()));
        } catch (SocketException e) {
            channel.close();
            throw UnixSocketFile.withPath(address.path(), e);
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    /**
     * Waits for a connection.
     *
     * @throws java.nio.channels.ClosedChannelException once the listener is closed
     * @throws IOException if this connection could not be accepted, or a resource ran out; the listener stays usable
     */
    public TcpStream accept() throws IOException {
        return TcpStream.over(acceptTransport(), options.stream());
    }

    /** Waits for a connection as {@link #accept()} does, and returns its transport, to be wrapped first. */
    @Override
    public Transport acceptTransport() throws IOException {
        accepting.lock();
        try {
            return SocketTransport.of(
                    finishing ? acceptArrived() : channel.accept(),
                    options.stream().socket());
        } finally {
            accepting.unlock();
        }
    }

    private SocketChannel acceptArrived() throws IOException {
        channel.configureBlocking(false);
        SocketChannel arrived = channel.accept();
        if (arrived == null) {
            close();
            throw new AsynchronousCloseException();
        }
        return arrived;
    }

    /** The bound address, with the actual port if port 0 was requested. */
    @Override
    public SocketAddress localAddress() {
        return local;
    }

    /** Whether the listener has not been closed. */
    @Override
    public boolean isOpen() {
        return channel.isOpen();
    }

    /**
     * {@inheritDoc}
     *
     * <p>A connection that arrives after the last look, and before the address is released, is reset by the operating system.
     */
    @Override
    public void closeWhenAccepted() throws IOException {
        finishing = true;
        if (isWaitingForConnection()) {
            close();
        }
    }

    /** The JDK's channel does not tell; a thread that stays in accept has found none. */
    private boolean isWaitingForConnection() {
        try {
            if (accepting.tryLock(ACCEPT_MILLIS, TimeUnit.MILLISECONDS)) {
                accepting.unlock();
                return false;
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
        return true;
    }

    /** Releases the address and ends a blocked {@link #accept()}; streams go on. Repeating it has no effect. Any thread. */
    @Override
    public void close() throws IOException {
        if (channel.isOpen()) {
            channel.close();
            // A virtual thread in accept closes the socket when it leaves; the address is to be free when this returns.
            accepting.lock();
            try {
                if (socketFile != null) {
                    socketFile.remove();
                }
            } finally {
                accepting.unlock();
            }
        }
    }

    @Override
    public String toString() {
        return StreamAddress.format(local);
    }
}
