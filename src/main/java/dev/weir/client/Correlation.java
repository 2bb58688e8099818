package dev.weir.client;

import org.jspecify.annotations.Nullable;

/**
 * Finds the key that a reply has in common with its request, such as a transaction number. Keys are compared by {@code equals}.
 *
 * @param <T> type of the requests
 * @param <R> type of the replies
 */
public interface Correlation<T, R> {

    /** Returns the key of a request, different from that of any other request in flight. On the caller's thread. */
    Object requestKey(T request);

    /**
     * Returns the key of a reply; {@code null} if the frame is none. On the connection's reading thread: it must not block. An
     * exception means that the frame is malformed: it closes the connection and fails the requests in flight.
     */
    @Nullable
    Object replyKey(R reply);
}
