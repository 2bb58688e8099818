package dev.weir.stream;

import java.io.IOException;
import java.net.StandardSocketOptions;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Options of a TCP socket (tcp(7), socket(7)); of these, a Unix domain socket has the buffer sizes only.
 *
 * @param noDelay TCP_NODELAY: flushed bytes are sent at once, as the stream itself coalesces small writes; default true
 * @param keepAlive probes of silent connections; on by default
 * @param receiveBuffer SO_RCVBUF in bytes; 0, the default, leaves the size to the operating system, which adapts it
 * @param sendBuffer SO_SNDBUF in bytes; 0, the default, leaves the size to the operating system, which adapts it
 * @param linger SO_LINGER, rounded up to whole seconds, at most 65535 s; zero makes a close that the peer has not answered
 *     with its own a reset; {@code null}, the default, leaves it unset
 */
public record SocketSettings(
        boolean noDelay,
        KeepAlive keepAlive,
        int receiveBuffer,
        int sendBuffer,
        @Nullable Duration linger) {

    /** The largest value that fits the field on every operating system. */
    private static final Duration MAX_LINGER = Duration.ofSeconds(65_535);

    public static final SocketSettings DEFAULT = new SocketSettings(true, KeepAlive.ON, 0, 0, null);

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
        keepAlive.applyTo(channel);
        if (linger != null) {
            channel.setOption(StandardSocketOptions.SO_LINGER, (int)
                    linger.plusNanos(999_999_999).toSeconds());
        }
    }

    /** Makes the close a reset (SO_LINGER 0, tcp(7)). A Unix domain socket has none, and a closed one needs none. */
    static void resetOnClose(SocketChannel channel) throws IOException {
        try {
            if (channel.supportedOptions().contains(StandardSocketOptions.SO_LINGER)) {
                channel.setOption(StandardSocketOptions.SO_LINGER, 0);
            }
        } catch (ClosedChannelException _) {
            // Closed before.
        }
    }
}
