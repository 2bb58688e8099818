package dev.weir.stream;

import java.io.Closeable;
import java.io.IOException;
import java.net.SocketAddress;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * Moves the bytes of a {@link TcpStream}, unbuffered, as the socket delivers and accepts them.
 *
 * <p>Wrap a transport to see or change every byte; {@link TcpStream#over} creates a stream on it. At most one thread reads
 * and one thread writes at a time. Any thread may call {@link #close()} and {@link #shutdown} at any time, and a close ends a
 * blocked read or write at once with a {@link java.nio.channels.ClosedChannelException}.
 */
public interface Transport extends Closeable {

    /** {@link #read} without a time limit. */
    long NO_TIMEOUT = 0;

    /**
     * Connects as {@link TcpStream#connect(String, StreamOptions)} does, and returns the transport, to be wrapped before a
     * stream is created on it.
     */
    static Transport connect(String address, StreamOptions options) throws IOException {
        return ConnectAttempt.to(address, options).connectTransport();
    }

    /** Returns two connected transports in memory, to be wrapped before streams are created on them. */
    static TransportPipe pipe() {
        return TransportPipe.open();
    }

    /** Returns a number for {@link #id()}, unique in this process. */
    static long nextId() {
        return TransportIds.next();
    }

    /** The connection's number, unique in this process; a wrapper returns that of the wrapped transport. */
    long id();

    /**
     * Reads the bytes that have arrived, waiting for at least one.
     *
     * @param destination a buffer with room for at least one byte; its position advances by the bytes read
     * @param timeoutNanos limit for the wait in nanoseconds, or {@link #NO_TIMEOUT}
     * @return bytes read, never 0; -1 once the peer has ended its direction or this side has shut down {@link Half#READ}
     * @throws java.net.SocketTimeoutException if no byte arrived in time; no byte is lost, and reading may go on
     */
    int read(ByteBuffer destination, long timeoutNanos) throws IOException;

    /**
     * Reads the bytes that have arrived, without waiting. The default is a read with the shortest timeout, which may take a
     * millisecond. Reading thread only, and only while no thread writes.
     *
     * @param destination a buffer with room for at least one byte
     * @return bytes read; 0 if none have arrived; -1 as for {@link #read}
     */
    default int readArrived(ByteBuffer destination) throws IOException {
        try {
            return read(destination, 1);
        } catch (SocketTimeoutException _) {
            return 0;
        }
    }

    /**
     * Waits as the next read would, without a buffer: a stream that waits need hold none. Reading thread only.
     *
     * @param timeoutNanos limit for the wait in nanoseconds, or {@link #NO_TIMEOUT}
     * @return true once bytes have arrived; false if only a read can wait, or find out what has happened, which is the default
     * @throws java.net.SocketTimeoutException as for {@link #read}
     */
    default boolean awaitInput(long timeoutNanos) throws IOException {
        return false;
    }

    /** Bytes that the next read returns without waiting; 0 if unknown. Reading thread only. */
    default int available() throws IOException {
        return 0;
    }

    /**
     * Writes some of the remaining bytes of {@code source}, waiting until at least one is accepted.
     *
     * @return bytes written, never 0
     */
    int write(ByteBuffer source) throws IOException;

    /**
     * Ends one direction; the other goes on. Streams end {@link Half#READ} only to wake a blocked read. Repeating it has no
     * effect.
     */
    void shutdown(Half half) throws IOException;

    /**
     * Ends the write direction as the first step of a close, after the last write, even if it has been shut down before.
     *
     * <p>The peer sees the same as after {@code shutdown(WRITE)}; a wrapper may treat the two differently. Bytes read after
     * this call are discarded. The call may block if there is something to send, as with TLS: the stream closes a transport
     * with {@link #tls()} if that takes too long.
     */
    default void finish() throws IOException {
        shutdown(Half.WRITE);
    }

    /** The client's address. */
    SocketAddress remoteAddress();

    /** The address at the other end of the socket: the proxy's if {@link #remoteAddress()} comes from a PROXY header. */
    default SocketAddress peerAddress() {
        return remoteAddress();
    }

    /** The local address of the socket. */
    SocketAddress localAddress();

    /** The TLS session that the bytes pass through; empty without TLS. */
    default Optional<TlsSession> tls() {
        return Optional.empty();
    }

    /** Returns the outermost layer of a type: this transport or one below it. */
    default <T extends Transport> Optional<T> layer(Class<T> type) {
        return type.isInstance(this) ? Optional.of(type.cast(this)) : Optional.empty();
    }

    /**
     * Closes at once with a reset, as a peer that fails does: the other side's next read or write fails, after it has read what
     * has arrived. A transport that knows no reset closes.
     */
    default void reset() throws IOException {
        close();
    }

    /** Whether this side has not closed it. Only reads and writes detect that the peer is gone. */
    boolean isOpen();

    @Override
    void close() throws IOException;
}
