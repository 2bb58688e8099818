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
 * A connection behind its PROXY header: the bytes that follow it, and the addresses that it tells.
 *
 * <p>{@link #localAddress()} stays the socket's own. It says where on this machine the connection is, to be found among its
 * sockets together with {@link #peerAddress()}; where the client thought it was connecting to is another machine's word,
 * and is in the {@link #header()}.
 */
public final class ProxyTransport implements TransportLayer {

    private final Transport transport;
    private final Optional<ProxyHeader> header;
    private final SocketAddress remote;

    /** What was received behind the header, or in place of one; the reading thread's. */
    private ByteBuffer received;

    private volatile boolean inputShutDown;

    ProxyTransport(Transport transport, Optional<ProxyHeader> header, ByteBuffer received) {
        this.transport = transport;
        this.header = header;
        this.remote = header.flatMap(ProxyHeader::source).orElseGet(transport::remoteAddress);
        this.received = received.hasRemaining() ? received : Buffers.EMPTY;
    }

    /** What the proxy said; empty where none was, or none that is believed. */
    public Optional<ProxyHeader> header() {
        return header;
    }

    @Override
    public Transport below() {
        return transport;
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
