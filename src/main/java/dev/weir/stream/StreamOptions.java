package dev.weir.stream;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Options of a stream.
 *
 * @param bufferSize limit for each of the stream's two buffers, in bytes; default 16 KiB
 * @param buffers memory that the buffers share with those of other streams; default {@link BufferBudget#UNLIMITED}
 * @param connectTimeout limit for {@link TcpStream#connect}, from the lookup of the host to the end of the TLS handshake, over
 *     all addresses; default 10 s
 * @param writeTimeout how long {@link TcpStream#close()} waits for a peer that does not take the last bytes; zero for no
 *     limit, default 30 s
 * @param closeTimeout how long {@link TcpStream#close()} then waits for a silent peer to end its direction, so that unread
 *     input does not turn the close into a reset that destroys the last bytes; default 1 s
 * @param socket options of the socket; default {@link SocketSettings#DEFAULT}
 * @param tls secures connections to servers; {@code null}, the default, for none. Without effect on accepted streams
 */
public record StreamOptions(
        int bufferSize,
        BufferBudget buffers,
        Duration connectTimeout,
        Duration writeTimeout,
        Duration closeTimeout,
        SocketSettings socket,
        @Nullable ClientSecurity tls) {

    public static final StreamOptions DEFAULT = new StreamOptions(
            16 * 1024,
            BufferBudget.UNLIMITED,
            Duration.ofSeconds(10),
            Duration.ofSeconds(30),
            Duration.ofSeconds(1),
            SocketSettings.DEFAULT,
            null);

    public StreamOptions {
        if (bufferSize < 1) {
            throw new IllegalArgumentException("bufferSize must be positive: " + bufferSize);
        }
        requirePositive("connectTimeout", connectTimeout);
        requirePositive("closeTimeout", closeTimeout);
        if (writeTimeout.isNegative()) {
            throw new IllegalArgumentException("writeTimeout must not be negative: " + writeTimeout);
        }
    }

    private static void requirePositive(String name, Duration timeout) {
        if (timeout.isNegative() || timeout.isZero()) {
            throw new IllegalArgumentException(name + " must be positive: " + timeout);
        }
    }

    public StreamOptions withBufferSize(int bytes) {
        return new StreamOptions(bytes, buffers, connectTimeout, writeTimeout, closeTimeout, socket, tls);
    }

    public StreamOptions withBuffers(BufferBudget budget) {
        return new StreamOptions(bufferSize, budget, connectTimeout, writeTimeout, closeTimeout, socket, tls);
    }

    public StreamOptions withConnectTimeout(Duration timeout) {
        return new StreamOptions(bufferSize, buffers, timeout, writeTimeout, closeTimeout, socket, tls);
    }

    public StreamOptions withWriteTimeout(Duration timeout) {
        return new StreamOptions(bufferSize, buffers, connectTimeout, timeout, closeTimeout, socket, tls);
    }

    public StreamOptions withCloseTimeout(Duration timeout) {
        return new StreamOptions(bufferSize, buffers, connectTimeout, writeTimeout, timeout, socket, tls);
    }

    public StreamOptions withSocket(SocketSettings settings) {
        return new StreamOptions(bufferSize, buffers, connectTimeout, writeTimeout, closeTimeout, settings, tls);
    }

    public StreamOptions withTls(@Nullable ClientSecurity security) {
        return new StreamOptions(bufferSize, buffers, connectTimeout, writeTimeout, closeTimeout, socket, security);
    }
}
