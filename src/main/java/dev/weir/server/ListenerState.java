package dev.weir.server;

import java.net.SocketAddress;
import java.time.Instant;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Where a listener stands in its life. */
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
     * The port is bound, and newcomers wait in the backlog.
     *
     * @param address with the real port
     */
    record Paused(SocketAddress address) implements ListenerState {}

    /**
     * The port is closed, and streams are given time to end.
     *
     * @param address the one that was bound
     * @param deadline when what is left will be closed
     */
    record Draining(SocketAddress address, Instant deadline) implements ListenerState {}

    /** The address bound; {@code null} where none is. */
    default @Nullable SocketAddress boundAddress() {
        return switch (this) {
            case Listening(var address) -> address;
            case Paused(var address) -> address;
            case Draining _, Stopped _ -> null;
        };
    }

    /** The word for it that operators see: {@code listening}. */
    default String label() {
        return getClass().getSimpleName().toLowerCase(Locale.ROOT);
    }
}
