package dev.weir.stream;

import java.io.Closeable;
import java.io.IOException;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * What a {@link TcpStream} stands on: bytes, unbuffered, as the socket gives and takes them.
 *
 * <p>Wrap one to see or change every byte that passes; {@link TcpStream#over} makes a stream of it. At most one thread
 * reads and one other writes at a time. {@link #close()} and {@link #shutdown} come from any thread at any time, and a
 * close ends a blocked read or write at once with a {@link java.nio.channels.ClosedChannelException}.
 */
public interface Transport extends Closeable {

    /** {@link #read} without a time limit. */
    long NO_TIMEOUT = 0;

    /**
     * Connects as {@link TcpStream#connect(String, StreamOptions)} does, for those who wrap the transport before they make a
     * stream of it.
     */
    static Transport connect(String address, StreamOptions options) throws IOException {
        return SocketTransport.connect(StreamAddress.parse(address), options);
    }

    /** A number for {@link #id()}. */
    static long nextId() {
        return TransportIds.next();
    }

    /** A number that no other connection of this process has; a wrapper has that of what it wraps. */
    long id();

    /**
     * Reads what is there, waiting for at least one byte.
     *
     * @param destination has room for at least one byte, and moves by as many as are read
     * @param timeoutNanos nanoseconds after which to give up, or {@link #NO_TIMEOUT}
     * @return bytes read, never 0; or -1 once the peer has finished or this side has shut down {@link Half#READ}
     * @throws java.net.SocketTimeoutException if no byte came in time; the next read goes on where this one stood
     */
    int read(ByteBuffer destination, long timeoutNanos) throws IOException;

    /**
     * Bytes that have arrived, so that the next read does not wait; 0 if that is not known. For the reading thread.
     */
    default int available() throws IOException {
        return 0;
    }

    /**
     * Writes some of what remains in {@code source}, waiting until the peer takes at least one byte.
     *
     * @return bytes written, never 0
     */
    int write(ByteBuffer source) throws IOException;

    /**
     * Ends one direction; the other goes on. {@link Half#READ} is asked for only where a blocked read has to be woken.
     * Repeating it has no effect.
     */
    void shutdown(Half half) throws IOException;

    /**
     * Ends the write direction as the first step of closing, after the last write; also where it has been shut down before.
     *
     * <p>To the peer it is what {@code shutdown(WRITE)} is; a wrapper may care which of the two it was. What is read after
     * this is thrown away. One with something to say here, as TLS has, may block: {@link #tls()} present tells the stream to
     * close it when that takes too long.
     */
    default void finish() throws IOException {
        shutdown(Half.WRITE);
    }

    /** The client's address. */
    SocketAddress remoteAddress();

    /** The other end of the socket: a proxy's where {@link #remoteAddress()} was told by one. */
    default SocketAddress peerAddress() {
        return remoteAddress();
    }

    /** The address on this side. */
    SocketAddress localAddress();

    /** The TLS session that the bytes pass through, or empty where they pass in the clear. */
    default Optional<TlsSession> tls() {
        return Optional.empty();
    }

    /** The outermost layer of that type, this one or one below it. */
    default <T extends Transport> Optional<T> layer(Class<T> type) {
        return type.isInstance(this) ? Optional.of(type.cast(this)) : Optional.empty();
    }

    /** False once closed. A peer that has gone away is noticed by reading and writing only. */
    boolean isOpen();

    @Override
    void close() throws IOException;
}
