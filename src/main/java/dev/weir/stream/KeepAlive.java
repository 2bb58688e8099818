package dev.weir.stream;

import java.io.IOException;
import java.net.SocketOption;
import java.net.StandardSocketOptions;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Whether and how the operating system probes silent TCP connections (tcp(7)). A peer that does not answer is reset. What a platform
 * does not offer stays as the platform has it.
 *
 * @param enabled SO_KEEPALIVE
 * @param idle TCP_KEEPIDLE: silence before the first probe, rounded up to whole seconds, from 1 s to 32767 s; {@code null}, the
 *     default, leaves it to the operating system
 * @param interval TCP_KEEPINTVL: time between two probes, in the same way
 * @param count TCP_KEEPCNT: unanswered probes that end the connection, up to 127; 0, the default, leaves it to the operating system
 */
public record KeepAlive(
        boolean enabled, @Nullable Duration idle, @Nullable Duration interval, int count) {

    public static final KeepAlive OFF = new KeepAlive(false, null, null, 0);

    /** As often as the operating system does by itself. */
    public static final KeepAlive ON = new KeepAlive(true, null, null, 0);

    /** The largest times and count that Linux takes. */
    private static final int MAX_SECONDS = 32_767;

    private static final int MAX_COUNT = 127;

    public KeepAlive {
        requireSeconds("idle", idle);
        requireSeconds("interval", interval);
        if (count < 0 || count > MAX_COUNT) {
            throw new IllegalArgumentException("count must be between 0 and " + MAX_COUNT + ": " + count);
        }
    }

    private static void requireSeconds(String name, @Nullable Duration time) {
        if (time != null && (!time.isPositive() || time.compareTo(Duration.ofSeconds(MAX_SECONDS)) > 0)) {
            throw new IllegalArgumentException(
                    name + " must be positive and at most " + MAX_SECONDS + " seconds: " + time);
        }
    }

    /** {@link #idle} in seconds, rounded up; 0 if it is left to the operating system. */
    public int idleSeconds() {
        return seconds(idle);
    }

    /** {@link #interval} in seconds, rounded up; 0 if it is left to the operating system. */
    public int intervalSeconds() {
        return seconds(interval);
    }

    private static int seconds(@Nullable Duration time) {
        return time == null ? 0 : (int) time.plusNanos(999_999_999).toSeconds();
    }

    void applyTo(SocketChannel channel) throws IOException {
        if (!enabled) {
            return;
        }
        channel.setOption(StandardSocketOptions.SO_KEEPALIVE, true);
        if (equals(ON)) {
            return;
        }
        for (SocketOption<?> option : channel.supportedOptions()) {
            // Constants of the module jdk.net, which a runtime image may lack.
            switch (option.name()) {
                case "TCP_KEEPIDLE" -> set(channel, option, idleSeconds());
                case "TCP_KEEPINTERVAL" -> set(channel, option, intervalSeconds());
                case "TCP_KEEPCOUNT" -> set(channel, option, count);
                default -> {}
            }
        }
    }

    @SuppressWarnings("unchecked") // Their type is Integer.
    private static void set(SocketChannel channel, SocketOption<?> option, int value) throws IOException {
        if (value > 0) {
            channel.setOption((SocketOption<Integer>) option, value);
        }
    }
}
