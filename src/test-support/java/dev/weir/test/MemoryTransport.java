package dev.weir.test;

import dev.weir.stream.Transport;
import dev.weir.stream.TransportLayer;
import java.io.IOException;
import java.net.SocketAddress;
import java.nio.ByteBuffer;

/** One end of a connection in memory, with the addresses of its two ends. */
record MemoryTransport(Transport below, SocketAddress localAddress, SocketAddress remoteAddress)
        implements TransportLayer {

    @Override
    public int read(ByteBuffer destination, long timeoutNanos) throws IOException {
        return below.read(destination, timeoutNanos);
    }

    /** As in the layer below: that of the socket. */
    @Override
    public SocketAddress peerAddress() {
        return remoteAddress;
    }

    @Override
    public String toString() {
        return localAddress + " - " + remoteAddress;
    }
}
