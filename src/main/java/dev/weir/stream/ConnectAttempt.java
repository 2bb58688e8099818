package dev.weir.stream;

import java.io.Closeable;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.List;

/**
 * Connects to a server as {@link TcpStream#connect(String, StreamOptions)} does, and can be cancelled from another thread:
 * {@snippet file="dev/weir/snippets/ConnectExamples.java" region="cancel"}
 *
 * <p>One call of {@link #connect} or {@link #connectTransport} is allowed. {@link #close} before or during the call ends it with
 * a {@link StreamClosedException}, and no socket stays open. Afterwards {@code close} has no effect: the result belongs to the
 * caller.
 */
public final class ConnectAttempt implements Closeable {

    private final ConnectTarget target;
    private final StreamOptions options;
    private final Cancellation cancellation;

    ConnectAttempt(ConnectTarget target, StreamOptions options) {
        this.target = target;
        this.options = options;
        this.cancellation = new Cancellation("the attempt to connect to " + target);
    }

    /**
     * Creates an attempt; nothing is sent or looked up yet.
     *
     * @param address {@code host:port}, {@code [v6]:port} or {@code unix:/path}
     * @throws IllegalArgumentException if the address cannot be parsed
     */
    public static ConnectAttempt to(String address, StreamOptions options) {
        return to(StreamAddress.parse(address), options);
    }

    /** Creates an attempt; nothing is sent or looked up yet. */
    public static ConnectAttempt to(StreamAddress address, StreamOptions options) {
        return switch (address) {
            case StreamAddress.Inet inet -> to(inet, NameResolver.SYSTEM, options);
            case StreamAddress.Unix unix -> new ConnectAttempt(new ConnectTarget.Local(unix), options);
        };
    }

    static ConnectAttempt to(StreamAddress.Inet address, NameResolver resolver, StreamOptions options) {
        return new ConnectAttempt(new ConnectTarget.Named(address, new HostLookup(resolver)), options);
    }

    /**
     * Creates an attempt with addresses that have been looked up, such as by {@link StreamAddress.Inet#resolveAll}; nothing is
     * sent yet.
     *
     * @param addresses in order of preference, at least one; attempts alternate between IPv6 and IPv4
     * @param host the server's name, for TLS and for messages
     * @param port the server's port, for TLS and for messages
     * @throws IllegalArgumentException if there is no address, or one that is not resolved
     */
    public static ConnectAttempt to(List<InetSocketAddress> addresses, String host, int port, StreamOptions options) {
        return new ConnectAttempt(new ConnectTarget.Resolved(addresses, host, port), options);
    }

    /**
     * Connects and creates a stream. Blocks; throws what {@link TcpStream#connect(String, StreamOptions)} throws.
     *
     * @throws StreamClosedException if {@link #close} was called before the end
     * @throws IllegalStateException if this attempt has been used before
     */
    public TcpStream connect() throws IOException {
        return TcpStream.over(connectTransport(), options);
    }

    /** Connects as {@link #connect()} does, and returns the transport, to be wrapped before a stream is created on it. */
    public Transport connectTransport() throws IOException {
        cancellation.start();
        try {
            if (Thread.currentThread().isInterrupted()) {
                throw new ClosedByInterruptException();
            }
            return establish(Deadline.after(options.connectTimeout()));
        } catch (IOException e) {
            throw cancellation.complete() || e instanceof StreamClosedException ? e : cancelled(e);
        }
    }

    private Transport establish(Deadline deadline) throws IOException {
        Transport socket = SocketTransport.of(dial(deadline));
        try {
            cancellation.closes(socket);
            Transport transport = secure(socket, deadline);
            if (!cancellation.complete()) {
                throw cancellation.exception();
            }
            return transport;
        } catch (IOException | RuntimeException e) {
            socket.close();
            throw e;
        }
    }

    private SocketChannel dial(Deadline deadline) throws IOException {
        var connector = new Connector(options.socket(), deadline, cancellation);
        return switch (target) {
            case ConnectTarget.Named(StreamAddress.Inet address, HostLookup lookup) ->
                connector.connect(lookup.addresses(address, deadline, cancellation));
            case ConnectTarget.Resolved resolved -> connector.connect(resolved.addresses());
            case ConnectTarget.Local(StreamAddress.Unix address) -> connector.connect(address);
        };
    }

    private Transport secure(Transport socket, Deadline deadline) throws IOException {
        ClientSecurity tls = options.tls();
        if (tls == null) {
            return socket;
        }
        Duration remaining = Duration.ofNanos(deadline.remainingNanos());
        if (!remaining.isPositive()) {
            throw new SocketTimeoutException(target + ": Connect timed out before the TLS handshake");
        }
        return tls.secure(socket, target.host(), target.port(), remaining);
    }

    /** A wait that {@link #close} ended throws whatever the closed resource throws. */
    private StreamClosedException cancelled(IOException cause) {
        StreamClosedException exception = cancellation.exception();
        exception.initCause(cause);
        return exception;
    }

    /** Cancels the attempt. Any thread; repeating it has no effect. */
    @Override
    public void close() throws IOException {
        cancellation.close();
    }

    @Override
    public String toString() {
        return target.toString();
    }
}
