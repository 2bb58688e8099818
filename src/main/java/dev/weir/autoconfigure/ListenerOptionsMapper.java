package dev.weir.autoconfigure;

import dev.weir.stream.ListenerOptions;
import dev.weir.stream.SocketSettings;
import dev.weir.stream.StreamOptions;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.util.unit.DataSize;

/** Maps a listener's backlog, buffers and {@code socket} to {@link ListenerOptions}. */
final class ListenerOptionsMapper {

    private static final DataSize MAX_BUFFER = DataSize.ofMegabytes(64);
    private static final Duration MAX_LINGER = Duration.ofHours(1);

    private ListenerOptionsMapper() {}

    static ListenerOptions of(String prefix, WeirProperties.Listener listener) {
        if (listener.backlog() < 1) {
            throw new InvalidSettingException(
                    prefix + ".backlog", listener.backlog(), "must be positive", "Set it to 1024, its default.");
        }
        WeirProperties.Socket socket = listener.socket();
        var settings = new SocketSettings(
                socket.noDelay(),
                KeepAliveMapper.of(prefix + ".socket.keep-alive", socket),
                size(prefix + ".socket.receive-buffer", socket.receiveBuffer(), 0),
                size(prefix + ".socket.send-buffer", socket.sendBuffer(), 0),
                linger(prefix + ".socket.linger", socket.linger()));
        int bufferSize = size(prefix + ".buffer-size", listener.bufferSize(), 1);
        return new ListenerOptions(
                listener.backlog(),
                socket.reusePort(),
                StreamOptions.DEFAULT
                        .withBufferSize(bufferSize)
                        .withWriteTimeout(Checks.notNegative(
                                prefix + ".timeout.write", listener.timeout().write()))
                        .withSocket(settings));
    }

    /** The kernel counts whole seconds: half a second would be rounded to zero, which resets every connection. */
    private static @Nullable Duration linger(String key, @Nullable Duration linger) {
        if (linger != null && (linger.isNegative() || linger.compareTo(MAX_LINGER) > 0 || linger.toNanosPart() != 0)) {
            throw new InvalidSettingException(
                    key,
                    linger,
                    "must be whole seconds between 0s and " + MAX_LINGER.toSeconds() + "s",
                    "Remove it for the operating system's own behaviour.");
        }
        return linger;
    }

    private static int size(String key, @Nullable DataSize size, int min) {
        if (size == null) {
            return 0;
        }
        if (size.toBytes() < min || size.compareTo(MAX_BUFFER) > 0) {
            throw new InvalidSettingException(
                    key,
                    size,
                    "must be between " + min + "B and " + MAX_BUFFER.toMegabytes() + "MB",
                    "Set it to 16KB, for example.");
        }
        return Math.toIntExact(size.toBytes());
    }
}
