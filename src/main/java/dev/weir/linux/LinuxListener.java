package dev.weir.linux;

import dev.weir.stream.FairYield;
import dev.weir.stream.ListenerOptions;
import dev.weir.stream.StreamAddress;
import dev.weir.stream.TcpStream;
import dev.weir.stream.Transport;
import dev.weir.stream.TransportSource;
import dev.weir.stream.UnixSocketFile;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.SocketException;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ClosedChannelException;
import java.time.Duration;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Listens on an address and accepts connections, as {@link dev.weir.stream.TcpListener} does, on Linux's system calls.
 *
 * <p>Use it only where {@link LinuxSockets#unavailability()} is {@code null}. Connections inherit the options of the listening
 * socket, so that a connection over TCP costs one system call to accept.
 */
public final class LinuxListener implements TransportSource {

    private final Descriptor descriptor;
    private final Poller poller;
    private final ListenerOptions options;
    private final SocketAddress local;
    private final @Nullable UnixSocketFile socketFile;

    private final FairYield fairYield = new FairYield();

    /** One thread accepts at a time. */
    private final ReentrantLock accepting = new ReentrantLock();

    /** Whether to close instead of waiting for a connection. */
    private volatile boolean finishing;

    private final MemorySegment errno = NativeFunction.newErrno();
    private final MemorySegment address = MemorySegment.ofArray(new byte[SocketAddresses.MAX]);
    private final MemorySegment addressLength = MemorySegment.ofArray(new int[1]);

    private LinuxListener(BoundSocket socket, ListenerOptions options, @Nullable UnixSocketFile socketFile)
            throws IOException {
        this.poller = Poller.shared();
        this.options = options;
        this.local = socket.localAddress();
        this.socketFile = socketFile;
        this.descriptor = new Descriptor(socket.number(), poller, false);
    }

    /**
     * Binds an address and listens on it, with the rules of {@link dev.weir.stream.TcpListener#bind(String, ListenerOptions)}.
     *
     * @throws IllegalArgumentException if the address cannot be parsed
     * @throws java.net.BindException if the address is in use, or may not be bound
     * @throws java.net.UnknownHostException if the host is unknown
     */
    public static LinuxListener bind(String address, ListenerOptions options) throws IOException {
        return switch (StreamAddress.parse(address)) {
            case StreamAddress.Inet inet -> listen(BoundSocket.bind(inet, options), options, null);
            case StreamAddress.Unix unix -> bind(unix, options);
        };
    }

    private static LinuxListener bind(StreamAddress.Unix unix, ListenerOptions options) throws IOException {
        UnixSocketFile.removeStale(unix.path());
        try {
            BoundSocket socket = BoundSocket.bind(unix, options);
            return listen(socket, options, unix);
        } catch (SocketException e) {
            throw UnixSocketFile.withPath(unix.path(), e);
        }
    }

    private static LinuxListener listen(BoundSocket socket, ListenerOptions options, StreamAddress.@Nullable Unix unix)
            throws IOException {
        try {
            var listener = new LinuxListener(socket, options, unix == null ? null : UnixSocketFile.of(unix.path()));
            listener.descriptor.watchInput(listener.errno);
            return listener;
        } catch (IOException | RuntimeException | Error e) {
            socket.close();
            throw e;
        }
    }

    /** Waits for a connection, and creates a stream on it. Throws as {@link #acceptTransport} does. */
    public TcpStream accept() throws IOException {
        return TcpStream.over(acceptTransport(), options.stream());
    }

    /** {@inheritDoc} */
    @Override
    public Transport acceptTransport() throws IOException {
        if (!Thread.currentThread().isVirtual()) {
            // It has started a virtual thread for its last connection, most likely.
            poller.freeCarrier();
        }
        accepting.lock();
        try {
            return acceptNext();
        } finally {
            accepting.unlock();
        }
    }

    /** Yields first: a flood of connections must not keep a carrier from other virtual threads. */
    private Transport acceptNext() throws IOException {
        fairYield.yieldToOthers();
        while (true) {
            int seen = descriptor.input().events();
            int accepted = accept4();
            if (accepted >= 0) {
                return transport(accepted);
            }
            switch (-accepted) {
                case Errno.EAGAIN -> {
                    if (finishing) {
                        close();
                    }
                    boolean _ = descriptor.input().await(seen, descriptor, false, 0);
                }
                case Errno.EINTR -> {}
                default -> throw Errno.acceptException(-accepted);
            }
        }
    }

    private int accept4() throws ClosedChannelException {
        addressLength.set(ValueLayout.JAVA_INT, 0, SocketAddresses.MAX);
        descriptor.enter(Descriptor.USER);
        try {
            return SocketCalls.accept4(errno, descriptor.number(), address, addressLength);
        } finally {
            descriptor.leave(Descriptor.USER);
        }
    }

    private Transport transport(int accepted) throws IOException {
        Duration linger = options.stream().socket().linger();
        boolean lingers = linger != null && linger.isPositive() && local instanceof InetSocketAddress;
        var connection = new Descriptor(accepted, poller, lingers);
        try {
            if (local instanceof UnixDomainSocketAddress) {
                SocketOptions.applyBuffers(accepted, options.stream().socket());
            }
            SocketAddress remote = SocketAddresses.decode(address, addressLength.get(ValueLayout.JAVA_INT, 0));
            return new LinuxTransport(connection, remote, localAddress(accepted));
        } catch (IOException | RuntimeException | Error e) {
            connection.close();
            throw e;
        }
    }

    /** A listener on one address knows that of its connections. */
    private SocketAddress localAddress(int accepted) throws IOException {
        return local instanceof InetSocketAddress inet && inet.getAddress().isAnyLocalAddress()
                ? BoundSocket.localAddress(accepted)
                : local;
    }

    /** The bound address, with the actual port if port 0 was requested. */
    @Override
    public SocketAddress localAddress() {
        return local;
    }

    /** Whether the listener has not been closed. */
    @Override
    public boolean isOpen() {
        return descriptor.isOpen();
    }

    /** The poller wakes a virtual thread without another change of thread. */
    @Override
    public boolean prefersVirtualThread() {
        return true;
    }

    /** The poller is a virtual thread: handlers that compute on every carrier leave it none. */
    @Override
    public long stalledNanos() {
        return poller.stalledNanos();
    }

    /**
     * {@inheritDoc}
     *
     * <p>A connection that arrives after the last look, and before the address is released, is reset by the operating system.
     */
    @Override
    public void closeWhenAccepted() {
        finishing = true;
        descriptor.input().signal();
    }

    /** Releases the address and ends a blocked {@link #accept()}; streams go on. Repeating it has no effect. Any thread. */
    @Override
    public void close() throws IOException {
        if (descriptor.isOpen()) {
            descriptor.close();
            // A thread in accept4(2) closes the number; the address is to be free when this returns.
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
