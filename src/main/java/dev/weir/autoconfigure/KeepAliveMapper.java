package dev.weir.autoconfigure;

import dev.weir.stream.KeepAlive;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Maps a listener's {@code socket.keep-alive} and what belongs to it. */
final class KeepAliveMapper {

    private static final int MAX_SECONDS = 32_767;
    private static final int MAX_COUNT = 127;

    private KeepAliveMapper() {}

    /** @param key of the switch; the others begin with it */
    static KeepAlive of(String key, WeirProperties.Socket socket) {
        Duration idle = seconds(key + "-idle", socket.keepAliveIdle(), socket);
        Duration interval = seconds(key + "-interval", socket.keepAliveInterval(), socket);
        return new KeepAlive(
                socket.keepAlive(), idle, interval, count(key + "-count", socket.keepAliveCount(), socket));
    }

    private static @Nullable Duration seconds(String key, @Nullable Duration time, WeirProperties.Socket socket) {
        if (time == null) {
            return null;
        }
        requireProbes(key, time, socket);
        if (!time.isPositive() || time.compareTo(Duration.ofSeconds(MAX_SECONDS)) > 0 || time.toNanosPart() != 0) {
            throw new InvalidSettingException(
                    key,
                    time,
                    "must be whole seconds between 1s and " + MAX_SECONDS + "s",
                    "Remove it for the operating system's own choice.");
        }
        return time;
    }

    private static int count(String key, @Nullable Integer count, WeirProperties.Socket socket) {
        if (count == null) {
            return 0;
        }
        requireProbes(key, count, socket);
        if (count < 1 || count > MAX_COUNT) {
            throw new InvalidSettingException(
                    key,
                    count,
                    "must be between 1 and " + MAX_COUNT,
                    "Remove it for the operating system's own choice.");
        }
        return count;
    }

    private static void requireProbes(String key, Object value, WeirProperties.Socket socket) {
        if (!socket.keepAlive()) {
            throw new InvalidSettingException(
                    key, value, "has no effect with socket.keep-alive: false", "Remove one of them.");
        }
    }
}
