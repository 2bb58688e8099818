package dev.weir.stream;

import java.io.Closeable;
import java.io.IOException;
import java.net.SocketAddress;

/** Where accepted connections come from: a {@link TcpListener}, or what stands in for one, in a test for example. */
public interface TransportSource extends Closeable {

    /**
     * Waits for a connection.
     *
     * @throws java.nio.channels.ClosedChannelException once the source is closed
     * @throws IOException if this connection could not be accepted, or a resource ran out; the source stays usable
     */
    Transport acceptTransport() throws IOException;

    /** The address that clients connect to. */
    SocketAddress localAddress();

    /** Whether the source has not been closed. */
    boolean isOpen();

    /** Whether {@link #acceptTransport()} waits at least cost on a virtual thread; false by default. */
    default boolean prefersVirtualThread() {
        return false;
    }

    /**
     * For how many nanoseconds what wakes this source's threads has had no turn, although it wanted one; 0 if nothing is overdue, and
     * by default. Any thread.
     */
    default long stalledNanos() {
        return 0;
    }

    /**
     * Lets {@link #acceptTransport()} return the connections that have arrived, and close the source when there is none, instead of
     * waiting. By default it closes at once. Returns at once, or as soon as a blocked {@code acceptTransport} has ended. Any thread.
     */
    default void closeWhenAccepted() throws IOException {
        close();
    }

    /** Ends a blocked {@link #acceptTransport()}; accepted connections go on. Repeating it has no effect. Any thread. */
    @Override
    void close() throws IOException;
}
