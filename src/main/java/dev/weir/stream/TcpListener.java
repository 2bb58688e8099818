package dev.weir.stream;

import java.io.Closeable;
import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.SocketException;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.nio.channels.ServerSocketChannel;
import org.jspecify.annotations.Nullable;

/**
 * A bound address that accepts connections.
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
public final class TcpListener implements Closeable {

    private final ServerSocketChannel channel;
    private final ListenerOptions options;
    private final SocketAddress local;
    private final @Nullable UnixSocketFile socketFile;

    private TcpListener(ServerSocketChannel channel, ListenerOptions options, @Nullable UnixSocketFile socketFile)
            throws IOException {
        this.channel = channel;
        this.options = options;
        this.local = channel.getLocalAddress();
        this.socketFile = socketFile;
    }

    /** Binds {@code host:port}, {@code [v6]:port}, {@code :port} or {@code unix:/path}; port 0 takes any free one. */
    public static TcpListener bind(String address) throws IOException {
        return bind(address, ListenerOptions.DEFAULT);
    }

    /**
     * Binds and listens.
     *
     * <p>{@code 0.0.0.0:port} is IPv4 only, {@code [::]:port} and {@code :port} are both families.
     *
     * <p>A Unix socket that nobody listens on any more is replaced; any other file in its place is left alone.
     *
     * @throws IllegalArgumentException if the address cannot be parsed
     * @throws java.net.BindException if it is in use, or may not be bound
     * @throws java.net.UnknownHostException if its host is not known
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
                // Accepted sockets inherit it, and only so is it there when the window scale is agreed on (tcp(7)).
                channel.setOption(StandardSocketOptions.SO_RCVBUF, receiveBuffer);
            }
            channel.bind(address, options.backlog());
            return new TcpListener(channel, options, null);
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    /** Without a family the JDK's socket is one of IPv6 that takes IPv4 as well: {@code 0.0.0.0} would let IPv6 clients in. */
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
            throw UnixSocketFile.explained(address.path(), e);
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    /**
     * Waits for a connection.
     *
     * @throws java.nio.channels.ClosedChannelException once the listener is closed
     * @throws IOException if this one connection could not be had, or a resource ran out; the listener is still there
     */
    public TcpStream accept() throws IOException {
        return TcpStream.over(acceptTransport(), options.stream());
    }

    /** As {@link #accept()}, for those who wrap the transport before they make a stream of it. */
    public Transport acceptTransport() throws IOException {
        return SocketTransport.of(channel.accept(), options.stream().socket());
    }

    /** The address bound, with the real port where 0 was asked for. */
    public SocketAddress localAddress() {
        return local;
    }

    /** False once closed. */
    public boolean isOpen() {
        return channel.isOpen();
    }

    /** Frees the address, and ends a blocked {@link #accept()}; streams go on. Any thread; repeating it has no effect. */
    @Override
    public void close() throws IOException {
        if (channel.isOpen()) {
            channel.close();
            if (socketFile != null) {
                socketFile.remove();
            }
        }
    }

    @Override
    public String toString() {
        return StreamAddress.format(local);
    }
}
