package dev.weir.stream;

import java.time.Duration;

/**
 * How a stream behaves.
 *
 * @param bufferSize the most bytes that either of a stream's two buffers grows to
 * @param connectTimeout how long {@link TcpStream#connect} waits for a TCP peer
 * @param closeTimeout how long {@link TcpStream#close()} waits for a peer that does not take the last bytes, and then for a
 *     silent one to finish, so that input which nobody read does not turn the close into a reset that destroys them
 * @param socket the socket's own options
 */
public record StreamOptions(int bufferSize, Duration connectTimeout, Duration closeTimeout, SocketSettings socket) {

    public static final StreamOptions DEFAULT =
            new StreamOptions(16 * 1024, Duration.ofSeconds(10), Duration.ofSeconds(1), SocketSettings.DEFAULT);

    public StreamOptions {
        if (bufferSize < 1) {
            throw new IllegalArgumentException("bufferSize must be positive: " + bufferSize);
        }
        if (connectTimeout.isNegative() || connectTimeout.isZero()) {
            throw new IllegalArgumentException("connectTimeout must be positive: " + connectTimeout);
        }
        if (closeTimeout.isNegative() || closeTimeout.isZero()) {
            throw new IllegalArgumentException("closeTimeout must be positive: " + closeTimeout);
        }
    }

    public StreamOptions withBufferSize(int bytes) {
        return new StreamOptions(bytes, connectTimeout, closeTimeout, socket);
    }

    public StreamOptions withConnectTimeout(Duration timeout) {
        return new StreamOptions(bufferSize, timeout, closeTimeout, socket);
    }

    public StreamOptions withCloseTimeout(Duration timeout) {
        return new StreamOptions(bufferSize, connectTimeout, timeout, socket);
    }

    public StreamOptions withSocket(SocketSettings settings) {
        return new StreamOptions(bufferSize, connectTimeout, closeTimeout, settings);
    }
}
