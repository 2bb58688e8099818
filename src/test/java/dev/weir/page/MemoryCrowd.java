package dev.weir.page;

import dev.weir.server.ListenerBinder;
import dev.weir.server.ListenerDefinition;
import dev.weir.stream.Transport;
import dev.weir.stream.TransportLayer;
import dev.weir.stream.TransportPipe;
import dev.weir.stream.TransportSource;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;

/**
 * One listener whose connections are in memory, so that their number is not limited by descriptors: with sockets, both ends of
 * 10,000 connections would be in this process.
 */
final class MemoryCrowd implements ListenerBinder, TransportSource {

    private static final int PORT = 9000;

    private final BlockingQueue<Transport> backlog = new LinkedBlockingQueue<>();
    private volatile boolean open = true;

    /** The listener's end of a connection. */
    private record Accepted(Transport below, SocketAddress remoteAddress) implements TransportLayer {

        @Override
        public int read(ByteBuffer destination, long timeoutNanos) throws IOException {
            return below.read(destination, timeoutNanos);
        }

        @Override
        public SocketAddress localAddress() {
            return address(1, PORT);
        }

        @Override
        public SocketAddress peerAddress() {
            return remoteAddress;
        }
    }

    /** Connects client number n, counted from 0, and returns its end. */
    Transport connect(int n) {
        return connect(address(2 + n, 40_000 + n));
    }

    /** Connects a client with that address, and returns its end. */
    Transport connect(SocketAddress client) {
        TransportPipe pipe = Transport.pipe();
        backlog.add(new Accepted(pipe.server(), client));
        return pipe.client();
    }

    @Override
    public TransportSource bind(ListenerDefinition definition) {
        return this;
    }

    @Override
    public boolean usesSockets() {
        return false;
    }

    @Override
    public Transport acceptTransport() throws IOException {
        try {
            Transport accepted = backlog.take();
            if (!open) {
                throw new ClosedChannelException();
            }
            return accepted;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while waiting for a connection", e);
        }
    }

    @Override
    public SocketAddress localAddress() {
        return address(1, PORT);
    }

    @Override
    public boolean isOpen() {
        return open;
    }

    /** A blocked accept takes the last transport, which is no connection. */
    @Override
    public void close() {
        open = false;
        backlog.add(Transport.pipe().server());
    }

    /** An address of 10.0.0.0/8. */
    private static InetSocketAddress address(int host, int port) {
        return new InetSocketAddress(
                InetAddress.ofLiteral("10." + (host >> 16) + "." + (host >> 8 & 255) + "." + (host & 255)), port);
    }
}
