package dev.weir.stream;

import java.io.Closeable;
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
 * <p><b>Threads.</b> One thread may read while another writes. {@link #close()}, {@link #abort}, {@link #reset},
 * {@link #shutdown(Half)} and the questions about addresses and state may come from any thread at any time. Interrupting a
 * thread that is blocked in a read or write closes the stream, as with every {@link
 * java.nio.channels.InterruptibleChannel}.
 *
 * <p><b>Buffers.</b> Writes are gathered in a buffer. It goes out when it is full, on {@link #flush()}, before a read on
 * this stream would block, on {@link #shutdown()} and on {@link #close()}; and a write goes out at once while another
 * thread is waiting in a read. A handler that forgets to flush therefore never waits in vain. Buffers are small, grow under
 * load up to {@link StreamOptions#bufferSize()}, and are released again.
 *
 * <p><b>Errors.</b> Every method that reads or writes throws an {@link IOException} when the connection breaks, and a
 * {@link StreamClosedException} with the reason once this side has closed the stream.
 *
 * <p><b>Examples.</b> Echo. There is no flush: the reply goes out before the next read waits.
 * {@snippet file="dev/weir/snippets/StreamExamples.java" region="echo"}
 *
 * <p>A request and its reply:
 * {@snippet file="dev/weir/snippets/StreamExamples.java" region="request"}
 *
 * <p>Half-close: the end of what is sent marks the end of the request.
 * {@snippet file="dev/weir/snippets/StreamExamples.java" region="half-close"}
 */
public interface TcpStream extends ByteChannel {

    /** Connects with {@link StreamOptions#DEFAULT}; otherwise as {@link #connect(String, StreamOptions)}. */
    static TcpStream connect(String address) throws IOException {
        return connect(address, StreamOptions.DEFAULT);
    }

    /**
     * Connects to {@code host:port}, {@code [v6]:port} or {@code unix:/path}, with TLS if {@link StreamOptions#withTls} has set
     * it.
     *
     * <p>If a host has several addresses, each attempt gets 250 ms before the next address is tried beside it, IPv6 and IPv4 in
     * turn, and the first to answer wins (RFC 8305); if all fail, the first failure is thrown with the others suppressed.
     * {@link StreamOptions#connectTimeout()} limits all of it: lookup, addresses and TLS handshake. A Unix domain
     * socket whose backlog is full fails at once. To cancel from another thread, use a {@link ConnectAttempt}.
     *
     * {@snippet file="dev/weir/snippets/ConnectExamples.java" region="tls"}
     *
     * @throws java.net.UnknownHostException if the host has no address
     * @throws java.net.SocketTimeoutException after {@link StreamOptions#connectTimeout()}
     * @throws java.nio.channels.ClosedByInterruptException if the thread is interrupted, which stays so
     * @throws IOException that of {@link ClientSecurity#secure} if the handshake fails, such as an {@code SSLException}
     * @throws IllegalArgumentException if the address cannot be parsed
     */
    static TcpStream connect(String address, StreamOptions options) throws IOException {
        return ConnectAttempt.to(address, options).connect();
    }

    /** Creates a stream on a transport. The stream closes the transport when it is closed. */
    static TcpStream over(Transport transport, StreamOptions options) {
        return new BufferedTcpStream(transport, options);
    }

    /** Creates two streams connected in memory, to test a handler without a port. */
    static Pipe pipe() {
        return Pipe.open(StreamOptions.DEFAULT);
    }

    /** The connection's number, unique in this process. */
    long id();

    /** The client's address; behind a proxy that sends a PROXY header, the address of the proxy's client. */
    SocketAddress remoteAddress();

    /** The address at the other end of the socket: the proxy's if {@link #remoteAddress()} comes from a PROXY header. */
    SocketAddress peerAddress();

    /** The local address of the socket. */
    SocketAddress localAddress();

    /** The result of the TLS handshake; empty without TLS. */
    Optional<TlsSession> tls();

    /**
     * Returns the outermost transport of a type that this stream's bytes pass through, for information that only that layer
     * has: {@code stream.layer(ProxyTransport.class)} gives access to the PROXY header. Do not read from it or write to it.
     */
    <T extends Transport> Optional<T> layer(Class<T> type);

    /**
     * Sets how long a single read waits for the peer's next bytes before it throws a {@link
     * java.net.SocketTimeoutException}. Any thread; a read that is already waiting keeps its limit.
     *
     * @param timeout {@link Duration#ZERO}, the default, for no limit
     * @throws IllegalArgumentException if the timeout is negative
     */
    void readTimeout(Duration timeout);

    /**
     * Reads the bytes that have arrived, waiting for at least one.
     *
     * @return bytes read, 0 only if the array is empty; -1, now and in every later call, once the peer has ended its
     *     direction
     * @throws java.net.SocketTimeoutException after {@link #readTimeout}; no byte is lost, and reading may go on
     */
    default int read(byte[] destination) throws IOException {
        return read(destination, 0, destination.length);
    }

    /** Reads up to {@code length} bytes to {@code offset}; otherwise as {@link #read(byte[])}. */
    default int read(byte[] destination, int offset, int length) throws IOException {
        return read(ByteBuffer.wrap(destination, offset, length));
    }

    /** Reads into the remaining space of the buffer; otherwise as {@link #read(byte[])}. */
    @Override
    int read(ByteBuffer destination) throws IOException;

    /**
     * Copies the bytes that the next reads return, without consuming them: as many as have arrived and fit, waiting for at
     * least one.
     *
     * @return bytes copied, 0 only if the array is empty; -1 once the peer has ended its direction
     */
    default int peek(byte[] destination) throws IOException {
        return peek(ByteBuffer.wrap(destination));
    }

    /** Copies into the remaining space of the buffer; otherwise as {@link #peek(byte[])}. */
    int peek(ByteBuffer destination) throws IOException;

    /**
     * Copies the bytes that the next reads return, without consuming them, waiting until they fill the array: for a header
     * that may arrive in pieces.
     *
     * @return bytes copied: the array's length, or fewer if the peer has ended its direction before; -1 if nothing is left
     * @throws ProtocolViolationException if the buffers' memory is used up
     */
    int peekFully(byte[] destination) throws IOException;

    /**
     * Reads until the array is full.
     *
     * @throws java.io.EOFException if the peer ended its direction before; the bytes received are in the array
     * @throws java.net.SocketTimeoutException if a single read took longer than {@link #readTimeout}; {@code
     *     bytesTransferred} bytes are in the array
     */
    default void readFully(byte[] destination) throws IOException {
        readFully(destination, 0, destination.length);
    }

    /** Reads exactly {@code length} bytes to {@code offset}; otherwise as {@link #readFully(byte[])}. */
    void readFully(byte[] destination, int offset, int length) throws IOException;

    /**
     * Reads a line that ends with LF or CR LF, and returns it without this terminator. The last line before the end of
     * input needs none.
     *
     * @param charset encodes LF as the single byte 10, as ASCII, ISO 8859 and UTF-8 do; malformed input becomes U+FFFD
     * @param max limit for the length of the line, in bytes without the terminator
     * @return the line, or {@code null} once the peer has ended its direction; also {@code null} if {@link #shutdown(Half)
     *     shutdown(Half.READ)} cut a line off, whose first bytes the other methods still return
     * @throws ProtocolViolationException if the line is longer than {@code max}, or the buffers' memory is used up; the next
     *     byte to read is then somewhere inside that line, whose rest {@link #skipLine} skips
     * @throws java.net.SocketTimeoutException after {@link #readTimeout}; no byte of the line is lost
     * @throws IllegalArgumentException if the charset encodes LF differently, as UTF-16 does, or {@code max} is negative
     */
    @Nullable
    String readLine(Charset charset, int max) throws IOException;

    /**
     * Skips the rest of the current line, including its LF: after {@link #readLine} has thrown for a line that is too long, the
     * next line then begins where the peer has begun one. Bytes are discarded as they arrive, so the line may be of any length.
     *
     * @return false if the peer ended its direction before an LF
     * @throws java.net.SocketTimeoutException after {@link #readTimeout}; the next call continues
     */
    boolean skipLine() throws IOException;

    /**
     * Consumes the next unit of input that a scanner delimits, without copying it. The bytes that the scanner has seen stay
     * unchanged in that buffer until the next read of this stream.
     *
     * @return length of the unit in bytes; -1 once the peer has ended its direction, or {@link #shutdown(Half)
     *     shutdown(Half.READ)} has, and the scanner has left the bytes before that
     * @throws ProtocolViolationException from the scanner, or if the buffers' memory is used up; nothing is consumed
     * @throws java.net.SocketTimeoutException after {@link #readTimeout} or {@link InputScanner#timeoutNanos}; no byte is lost
     */
    int scan(InputScanner scanner) throws IOException;

    /**
     * Reads until the peer ends its direction and writes every byte to {@code target}; a target that is a stream is flushed
     * after each read. The size of the buffer follows what the peer sends. {@code stream.transferTo(stream)} is a complete
     * echo server. If the target throws, the bytes that it did not take can still be read.
     *
     * @return bytes transferred
     * @throws java.nio.channels.IllegalBlockingModeException if {@code target} is a channel in non-blocking mode
     */
    long transferTo(WritableByteChannel target) throws IOException;

    /** Writes the whole array; otherwise as {@link #write(ByteBuffer)}. */
    default int write(byte[] source) throws IOException {
        return write(source, 0, source.length);
    }

    /** Writes {@code length} bytes from {@code offset}; otherwise as {@link #write(ByteBuffer)}. */
    default int write(byte[] source, int offset, int length) throws IOException {
        return write(ByteBuffer.wrap(source, offset, length));
    }

    /**
     * Writes all remaining bytes of the buffer, to this stream's buffer or to the peer; waits while the peer does not read.
     *
     * @return bytes written: all that remained
     */
    @Override
    int write(ByteBuffer source) throws IOException;

    /** Writes the whole array; waits while the peer does not read. */
    default void writeAll(byte[] source) throws IOException {
        write(source, 0, source.length);
    }

    /** Writes {@code length} bytes from {@code offset}; otherwise as {@link #writeAll(byte[])}. */
    default void writeAll(byte[] source, int offset, int length) throws IOException {
        write(source, offset, length);
    }

    /** Writes all remaining bytes of the buffer; otherwise as {@link #writeAll(byte[])}. */
    default void writeAll(ByteBuffer source) throws IOException {
        write(source);
    }

    /**
     * Sends the buffered bytes; waits while the peer does not read. Has no effect if nothing is buffered, even on a closed
     * stream.
     */
    void flush() throws IOException;

    /**
     * Ends the write direction: the peer reads end of stream and may go on sending. Waits for a write of another thread, and
     * sends the buffered bytes first. Repeating it has no effect. Any thread.
     */
    default void shutdown() throws IOException {
        shutdown(Half.WRITE);
    }

    /**
     * Ends one direction. After {@link Half#READ} a blocked read returns -1 at once, and later reads return -1 after the
     * bytes that the stream has buffered; the peer does not notice. Repeating it has no effect. Any thread.
     */
    void shutdown(Half half) throws IOException;

    /**
     * Returns the input as an {@link InputStream}: a view that shares this stream's bytes and state. Closing it closes this
     * stream.
     *
     * <p>Wrappers such as {@link java.io.DataInputStream} throw an {@link java.io.EOFException} themselves if the peer ends
     * its direction too early. That exception counts as the handler's failure. Catch it, or use {@link #readFully(byte[])},
     * whose exception is attributed to the stream.
     */
    InputStream inputStream();

    /** Returns the output as an {@link OutputStream}: a view, whose flush and close are those of this stream. */
    OutputStream outputStream();

    /** Whether neither this side nor an interrupt has closed the stream. Only reads and writes detect that the peer is gone. */
    @Override
    boolean isOpen();

    /**
     * Sets what is closed as soon as this side closes the stream, by whichever method or by an interrupt; at once if it has. For
     * what a handler waits for elsewhere: an operator or a timeout that ends the stream ends that wait too. Its exceptions are
     * ignored, and it must not block. Any thread.
     *
     * @param other replaces that of the call before; {@code null} for nothing
     */
    void onClose(@Nullable Closeable other);

    /**
     * Whether both directions are open and at rest: no thread reads or writes, no byte is buffered, and the peer has neither
     * sent anything nor ended its direction. A connection can be kept for another use only if it is quiet.
     *
     * <p>Does not wait. Bytes that have arrived stay for the next read; messages of TLS without any, such as session tickets, are
     * processed. Another thread that begins to write meanwhile may have to be waited for.
     */
    boolean isQuiet();

    /**
     * Sends the buffered bytes, ends the write direction and closes. Waits up to {@link StreamOptions#writeTimeout()} for a
     * peer that does not take the last bytes. Then reads and discards, so that no reset overtakes the last bytes on their way,
     * until the peer ends its direction or has been silent for {@link StreamOptions#closeTimeout()}. An interrupt before the
     * call has no effect; one during the call ends the waits.
     *
     * <p>Threads that are blocked in this stream get a {@link StreamClosedException} at once, and the waits end: after a
     * blocked write nothing more is sent, after a blocked read nothing is discarded. Repeating it has no effect, and neither
     * has a call while another thread is closing. Any thread.
     *
     * @throws java.net.SocketTimeoutException if the peer did not take the buffered bytes in time
     * @throws IOException if the buffered bytes could not be sent; the stream is closed in any case
     */
    @Override
    void close() throws IOException;

    /**
     * Closes as {@link #close()} does, but waits for the peer even if another thread is blocked in a read, which ends with
     * the peer's next bytes or with the wait; and waits for another thread that is closing. A listener closes a stream this
     * way when the handler has returned.
     */
    void closeInOrder() throws IOException;

    /**
     * Closes at once, without sending the buffered bytes. Threads that are blocked in this stream, and all later reads and
     * writes, get a {@link StreamClosedException}. Any thread.
     *
     * @param reason part of the exception's message
     */
    void abort(String reason);

    /**
     * Closes at once with a reset, so that the peer cannot take what it has received for all there is: it reads the bytes that
     * have arrived, and then gets an error instead of the end of input. Bytes that have not arrived may be lost. With TLS the
     * socket below is reset. A Unix domain socket, which has no reset, is closed. Otherwise as {@link #abort}.
     *
     * @param reason part of the exception's message
     */
    void reset(String reason);
}
