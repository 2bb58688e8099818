package dev.weir.server;

import java.net.SocketAddress;
import java.time.Instant;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The states of a listener. */
public sealed interface ListenerState {

    /** Nothing is bound. */
    record Stopped() implements ListenerState {}

    /**
     * Connections are accepted.
     *
     * @param address with the real port
     */
    record Listening(SocketAddress address) implements ListenerState {}

    /**
     * The port is bound, and new connections wait in the backlog.
     *
     * @param address with the real port
     */
    record Paused(SocketAddress address) implements ListenerState {}

    /**
     * The port is closed, and streams may end within the grace period.
     *
     * @param address the one that was bound
     * @param deadline when the remaining streams will be closed
     */
    record Draining(SocketAddress address, Instant deadline) implements ListenerState {}

    /** The bound address, or {@code null}. */
    default @Nullable SocketAddress boundAddress() {
        return switch (this) {
            case Listening(var address) -> address;
            case Paused(var address) -> address;
            case Draining _, Stopped _ -> null;
        };
    }

    /** The name of the state in endpoints, such as {@code listening}. */
    default String label() {
        return getClass().getSimpleName().toLowerCase(Locale.ROOT);
    }
}
