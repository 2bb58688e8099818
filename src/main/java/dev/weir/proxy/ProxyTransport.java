package dev.weir.proxy;

import dev.weir.stream.Buffers;
import dev.weir.stream.Half;
import dev.weir.stream.Transport;
import dev.weir.stream.TransportLayer;
import java.io.IOException;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.util.Optional;

/**
 * A connection without its PROXY header: the bytes that follow the header, and the client's address from it.
 *
 * <p>{@link #localAddress()} and {@link #peerAddress()} are those of the socket, and identify it on this machine. The address
 * that the client connected to is known from the proxy only, and is in the {@link #header()}.
 */
public final class ProxyTransport implements TransportLayer {

    private final Transport transport;
    private final Optional<ProxyHeader> header;
    private final SocketAddress remote;

    /** Bytes received after the header, or in place of one. Reading thread only. */
    private ByteBuffer received;

    private volatile boolean inputShutDown;

    ProxyTransport(Transport transport, Optional<ProxyHeader> header, ByteBuffer received) {
        this.transport = transport;
        this.header = header;
        this.remote = header.flatMap(ProxyHeader::source).orElseGet(transport::remoteAddress);
        this.received = received.hasRemaining() ? received : Buffers.EMPTY;
    }

    /** The header; empty if there is none, or the peer is not trusted. */
    public Optional<ProxyHeader> header() {
        return header;
    }

    @Override
    public Transport below() {
        return transport;
    }

    @Override
    public boolean awaitInput(long timeoutNanos) throws IOException {
        return !received.hasRemaining() && !inputShutDown && transport.awaitInput(timeoutNanos);
    }

    @Override
    public int read(ByteBuffer destination, long timeoutNanos) throws IOException {
        if (!received.hasRemaining()) {
            return transport.read(destination, timeoutNanos);
        }
        if (!isOpen()) {
            throw new ClosedChannelException();
        }
        if (inputShutDown) {
            return -1;
        }
        int count = Buffers.move(received, destination);
        if (!received.hasRemaining()) {
            received = Buffers.EMPTY;
        }
        return count;
    }

    @Override
    public void shutdown(Half half) throws IOException {
        if (half == Half.READ) {
            inputShutDown = true;
        }
        transport.shutdown(half);
    }

    @Override
    public SocketAddress remoteAddress() {
        return remote;
    }

    @Override
    public String toString() {
        return header.isPresent() ? transport + " for " + remote : transport.toString();
    }
}
