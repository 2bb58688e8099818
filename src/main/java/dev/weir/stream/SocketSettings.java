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
 * @param linger SO_LINGER; zero makes every close a reset
 */
public record SocketSettings(
        boolean noDelay,
        boolean keepAlive,
        int receiveBuffer,
        int sendBuffer,
        @Nullable Duration linger) {

    public static final SocketSettings DEFAULT = new SocketSettings(true, true, 0, 0, null);

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
            channel.setOption(StandardSocketOptions.SO_LINGER, Math.toIntExact(linger.toSeconds()));
        }
    }
}
