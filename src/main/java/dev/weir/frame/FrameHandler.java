package dev.weir.frame;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Handles the frames of a connection, one call a frame. One object serves all connections at once; what belongs to a connection
 * is kept in the session's {@link FrameSession#attributes() attributes}.
 *
 * @param <T> type of a received frame: {@code byte[]}, {@link java.nio.ByteBuffer} (a view that is valid during the call only),
 *     {@link String}, or a type that a converter reads
 * @param <R> type of a reply, converted likewise; {@link Void} for handlers that never reply
 */
@FunctionalInterface
public interface FrameHandler<T, R> {

    /**
     * Handles a frame.
     *
     * @return the reply, or {@code null} for none
     * @throws dev.weir.stream.ProtocolViolationException if the peer violates the protocol: ends the connection
     * @throws Exception passed to {@link #onError}
     */
    @Nullable
    R handle(T frame, FrameSession session) throws Exception;

    /** Called before the first frame, on the connection's own thread; frames may be sent. */
    default void onOpen(FrameSession session) throws Exception {}

    /**
     * Called when {@link #handle} has thrown, or a frame or its reply could not be converted; once for a frame. A reply that the
     * format cannot carry counts as well: nothing of it has been written.
     *
     * @return a reply, such as a negative acknowledgement, after which the connection continues; {@code null} for none. One
     *     that cannot be converted ends the connection
     * @throws Exception to end the connection, or to continue without a reply if the listener is configured so; by default
     *     {@code failure} itself
     */
    default @Nullable R onError(Exception failure, FrameSession session) throws Exception {
        throw failure;
    }

    /**
     * Called once when the listener drains. If this connection is idle it is called on another thread than {@link #handle}; if
     * it is still busy after half of the grace period, on the connection's own thread between two frames, when nothing has arrived
     * after the first and its reply has been sent. The default ends the input: the frames being handled are replied to, and the
     * connection ends.
     */
    default void onDrain(FrameSession session) throws IOException {
        session.end();
    }
}
