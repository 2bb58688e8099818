package dev.weir.stream;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ByteChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.charset.Charset;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A connection between a local and a remote socket, read and written by blocking calls.
 *
 * <p><b>Threads.</b> One thread may read while another writes. {@link #close()}, {@link #abort}, {@link #shutdown(Half)}
 * and the questions about addresses and state may come from any thread at any time. Interrupting a thread that is blocked
 * in a read or write closes the stream, as with every {@link java.nio.channels.InterruptibleChannel}.
 *
 * <p><b>Buffers.</b> Writes are gathered in a buffer. It goes out when it is full, on {@link #flush()}, before a read on
 * this stream would block, on {@link #shutdown()} and on {@link #close()}; and a write goes out at once while another
 * thread is waiting in a read. So a handler that forgets to flush cannot wait for ever. Buffers are small, grow under load
 * up to {@link StreamOptions#bufferSize()}, and are given back.
 *
 * <p><b>Errors.</b> Every method that reads or writes throws an {@link IOException} when the connection breaks, and a
 * {@link StreamClosedException} that says why once this side has closed it.
 */
public interface TcpStream extends ByteChannel {

    /** Connects to {@code host:port}, {@code [v6]:port} or {@code unix:/path} with the default options. */
    static TcpStream connect(String address) throws IOException {
        return connect(address, StreamOptions.DEFAULT);
    }

    /**
     * Connects to {@code host:port}, {@code [v6]:port} or {@code unix:/path}. Of a host with several addresses, one after the
     * other is tried; if none takes the connection, what the first failed with is thrown, with the others' failures suppressed.
     *
     * @throws java.net.SocketTimeoutException after {@link StreamOptions#connectTimeout()}
     * @throws java.nio.channels.ClosedByInterruptException if the thread is interrupted
     * @throws IllegalArgumentException if the address cannot be parsed
     */
    static TcpStream connect(String address, StreamOptions options) throws IOException {
        return over(Transport.connect(address, options), options);
    }

    /** A stream on a transport of your own, which it closes when it is closed. */
    static TcpStream over(Transport transport, StreamOptions options) {
        return new BufferedTcpStream(transport, options);
    }

    /** Two streams connected in memory, for testing a handler without a port. */
    static Pipe pipe() {
        return Pipe.open(StreamOptions.DEFAULT);
    }

    /** The connection's number, which no other of this process has. */
    long id();

    /** The client's address; behind a proxy that announces it, the real client's. */
    SocketAddress remoteAddress();

    /** The socket's other end: a proxy's address where {@link #remoteAddress()} was announced by one. */
    SocketAddress peerAddress();

    /** The address on this side. */
    SocketAddress localAddress();

    /** What the TLS handshake agreed on, or empty without TLS. */
    Optional<TlsSession> tls();

    /**
     * The layer of that type that this stream's bytes pass through, for what only it knows: what a proxy has said of the
     * client is in {@code stream.layer(ProxyTransport.class)}. Its bytes are the stream's own; leave them alone.
     */
    <T extends Transport> Optional<T> layer(Class<T> type);

    /**
     * Limits how long each single read waits for the peer's next bytes; a longer wait throws. {@link Duration#ZERO}, the
     * default, waits for ever. Any thread; a read that is already waiting keeps its limit.
     */
    void readTimeout(Duration timeout);

    /**
     * Reads what is there, waiting for at least one byte.
     *
     * @return bytes read: at least one, 0 only where the array is empty; -1 once the peer has finished, and ever after
     * @throws java.net.SocketTimeoutException after {@link #readTimeout}; nothing is lost, and reading may go on
     */
    default int read(byte[] destination) throws IOException {
        return read(destination, 0, destination.length);
    }

    /** Reads up to {@code length} bytes to {@code offset}; else as {@link #read(byte[])}. */
    default int read(byte[] destination, int offset, int length) throws IOException {
        return read(ByteBuffer.wrap(destination, offset, length));
    }

    /** Reads into what remains of the buffer; else as {@link #read(byte[])}. */
    @Override
    int read(ByteBuffer destination) throws IOException;

    /**
     * Shows what the next read gives and leaves it there: as much as has arrived and fits, waiting for at least one byte.
     *
     * @return bytes shown, or -1 once the peer has finished
     */
    default int peek(byte[] destination) throws IOException {
        return peek(ByteBuffer.wrap(destination));
    }

    /** Shows what the next read gives in what remains of the buffer; else as {@link #peek(byte[])}. */
    int peek(ByteBuffer destination) throws IOException;

    /**
     * Shows what the next reads give and leaves it there, waiting until it fills the array: a header that comes in pieces,
     * for example.
     *
     * @return bytes shown: the array's length, or fewer where the peer has finished before; -1 where nothing is left
     * @throws ProtocolViolationException if the buffers' memory is used up
     */
    int peekFully(byte[] destination) throws IOException;

    /**
     * Fills the array.
     *
     * @throws java.io.EOFException if the peer finished first; the bytes before that are in the array
     * @throws java.net.SocketTimeoutException if a single read took too long; its {@code bytesTransferred} are in the array
     */
    default void readFully(byte[] destination) throws IOException {
        readFully(destination, 0, destination.length);
    }

    /** Reads exactly {@code length} bytes to {@code offset}; else as {@link #readFully(byte[])}. */
    void readFully(byte[] destination, int offset, int length) throws IOException;

    /**
     * Reads a line that ends in LF or CR LF, and drops that end. The last line needs no end.
     *
     * @param charset one in which LF is the single byte 10, as in ASCII, ISO 8859 and UTF-8; what it cannot decode becomes
     *     U+FFFD
     * @param max bytes that a line may have, its end not counted
     * @return the line, or {@code null} once the peer has finished; also {@code null} where {@link #shutdown(Half)
     *     shutdown(Half.READ)} has cut a line off, whose beginning the other reads still give
     * @throws ProtocolViolationException if the line is longer; the stream stands somewhere inside that line
     * @throws java.net.SocketTimeoutException after {@link #readTimeout}; nothing of the line is lost
     * @throws IllegalArgumentException for a charset such as UTF-16, in which LF is something else
     */
    @Nullable
    String readLine(Charset charset, int max) throws IOException;

    /**
     * Reads until the peer has finished and writes each byte to {@code target}, which is flushed, if it is a stream, after
     * each read. Its buffer is as small as what the peer sends; {@code stream.transferTo(stream)} is a whole echo server.
     * Where the target throws, what it did not take can still be read.
     *
     * @return bytes transferred
     * @throws java.nio.channels.IllegalBlockingModeException if {@code target} is a channel in non-blocking mode
     */
    long transferTo(WritableByteChannel target) throws IOException;

    /** Writes the whole array, as {@link #writeAll(byte[])} does, and returns its length. */
    default int write(byte[] source) throws IOException {
        return write(source, 0, source.length);
    }

    /** Writes {@code length} bytes from {@code offset} and returns {@code length}. */
    default int write(byte[] source, int offset, int length) throws IOException {
        return write(ByteBuffer.wrap(source, offset, length));
    }

    /** Takes all that remains in the buffer, into this stream's own buffer or to the peer. */
    @Override
    int write(ByteBuffer source) throws IOException;

    /** Writes the whole array, waiting while the peer does not read, or throws. */
    default void writeAll(byte[] source) throws IOException {
        write(source, 0, source.length);
    }

    /** Writes {@code length} bytes from {@code offset}, or throws. */
    default void writeAll(byte[] source, int offset, int length) throws IOException {
        write(source, offset, length);
    }

    /** Writes all that remains in the buffer, or throws. */
    default void writeAll(ByteBuffer source) throws IOException {
        write(source);
    }

    /**
     * Sends what was written and buffered, waiting while the peer does not read. With nothing to send it does nothing, also
     * on a closed stream.
     */
    void flush() throws IOException;

    /**
     * Ends the write direction: the peer reads end of stream and may go on sending. What was written goes out first; a
     * write that is going on in another thread is waited for. Repeating it has no effect; any thread.
     */
    default void shutdown() throws IOException {
        shutdown(Half.WRITE);
    }

    /**
     * Ends one direction. Ending {@link Half#READ} makes a blocked read return -1 at once, and every read after the bytes
     * that the stream has already buffered; the peer isn't told. Repeating it has no effect; any thread.
     */
    void shutdown(Half half) throws IOException;

    /**
     * A view for code that wants an {@link InputStream}; it shares this stream's bytes and its state. Closing it closes
     * this stream.
     *
     * <p>Wrappers such as {@link java.io.DataInputStream} throw an {@link java.io.EOFException} of their own where the peer
     * finishes too early. That one counts as the handler's error. Catch it, or use {@link #readFully(byte[])}, whose
     * exception is the stream's.
     */
    InputStream inputStream();

    /** A view for code that wants an {@link OutputStream}; flushing and closing it does so to this stream. */
    OutputStream outputStream();

    /** False once this side has closed the stream, or an interrupt has. A peer that went away is noticed by reading and writing. */
    @Override
    boolean isOpen();

    /**
     * Sends what is buffered, finishes and closes. A peer that does not take the last bytes is waited for as long as {@link
     * StreamOptions#writeTimeout()} allows. While the peer is still sending, this waits, reading and discarding, so that the
     * last bytes reach it and are not overtaken by a reset: until it finishes, or has been silent for {@link
     * StreamOptions#closeTimeout()}. An interrupt before the call has no effect on this; one meanwhile ends the waiting.
     *
     * <p>A thread that is blocked in this stream ends at once with a {@link StreamClosedException}, and with it the waiting:
     * after a blocked write nothing more is sent, after a blocked read nothing is discarded. Repeating it has no effect, also
     * while another thread is closing; any thread.
     *
     * @throws java.net.SocketTimeoutException if the peer did not take what was buffered in time
     * @throws IOException if what was buffered could not be sent; the stream is closed all the same
     */
    @Override
    void close() throws IOException;

    /**
     * Closes as {@link #close()} does, and waits for the peer also where another thread is blocked in a read: that thread
     * ends with the peer's next bytes or with the waiting. Another thread that is closing is waited for, too. A listener ends a stream this way when its handler has returned.
     */
    void closeInOrder() throws IOException;

    /**
     * Closes without sending what is buffered and without waiting for anything. Threads that are blocked in this stream,
     * and all later reads and writes, end with a {@link StreamClosedException} that gives {@code reason}. Any thread.
     */
    void abort(String reason);
}
