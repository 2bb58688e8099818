package dev.weir.client;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The replies that callers of one connection wait for. Not safe for use by several threads at once.
 *
 * @param <T> type of the requests
 * @param <R> type of the replies
 */
interface Replies<T, R> {

    /** Returns the replies for a way of correlation. */
    static <T, R> Replies<T, R> of(String client, RequestOptions<T, R> options) {
        Correlation<T, R> correlation = options.correlation();
        return correlation == null ? new OrderedReplies<>() : new KeyedReplies<>(client, correlation);
    }

    /**
     * Adds a reply, in the order in which requests are written.
     *
     * @throws IllegalStateException if it could not be told from another one
     */
    void add(T request, PendingReply<R> reply);

    /** Removes a reply whose request was not written. */
    void remove(PendingReply<R> reply);

    /**
     * Returns the pending reply that a frame completes, or would if it were not late; {@code null} if the frame is unsolicited.
     */
    @Nullable
    PendingReply<R> take(R frame);

    /** Whether a further frame would be the reply to no request, but could be taken for the reply to the next one. */
    boolean isNextUnasked();

    /** A caller waits no longer. Returns false if its reply has just been taken. */
    boolean giveUp(PendingReply<R> reply);

    /** Whether the connection can go on without the replies that were given up. */
    boolean canSkip();

    /** Removes and returns all replies that callers wait for. */
    List<PendingReply<R>> removeAll();
}
