package dev.weir.stream;

import java.io.IOException;
import java.net.StandardSocketOptions;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A TCP socket's options (tcp(7), socket(7)). A Unix domain socket has only the buffer sizes of these.
 *
 * @param noDelay TCP_NODELAY: a flushed byte leaves at once; the stream coalesces small writes itself
 * @param keepAlive SO_KEEPALIVE
 * @param receiveBuffer SO_RCVBUF in bytes; 0 leaves it to the operating system, which adapts it
 * @param sendBuffer SO_SNDBUF in bytes; 0 leaves it to the operating system, which adapts it
 * @param linger SO_LINGER, in whole seconds, rounded up; zero makes a close that the peer has not answered a reset
 */
public record SocketSettings(
        boolean noDelay,
        boolean keepAlive,
        int receiveBuffer,
        int sendBuffer,
        @Nullable Duration linger) {

    /** As much as the kernel's field has room for on every system. */
    private static final Duration MAX_LINGER = Duration.ofSeconds(65_535);

    public static final SocketSettings DEFAULT = new SocketSettings(true, true, 0, 0, null);

    public SocketSettings {
        if (receiveBuffer < 0) {
            throw new IllegalArgumentException("receiveBuffer must not be negative: " + receiveBuffer);
        }
        if (sendBuffer < 0) {
            throw new IllegalArgumentException("sendBuffer must not be negative: " + sendBuffer);
        }
        if (linger != null && (linger.isNegative() || linger.compareTo(MAX_LINGER) > 0)) {
            throw new IllegalArgumentException("linger must be between 0 and " + MAX_LINGER + ": " + linger);
        }
    }

    void applyTo(SocketChannel channel, boolean unix) throws IOException {
        if (receiveBuffer > 0) {
            channel.setOption(StandardSocketOptions.SO_RCVBUF, receiveBuffer);
        }
        if (sendBuffer > 0) {
            channel.setOption(StandardSocketOptions.SO_SNDBUF, sendBuffer);
        }
        if (unix) {
            return;
        }
        if (noDelay) {
            channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
        }
        if (keepAlive) {
            channel.setOption(StandardSocketOptions.SO_KEEPALIVE, true);
        }
        if (linger != null) {
            channel.setOption(StandardSocketOptions.SO_LINGER, (int)
                    linger.plusNanos(999_999_999).toSeconds());
        }
    }
}
