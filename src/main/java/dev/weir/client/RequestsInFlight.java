package dev.weir.client;

import dev.weir.frame.FrameError;
import dev.weir.frame.FrameException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The requests of one connection that wait for their replies, until the connection ends. Any thread.
 *
 * @param <T> type of the requests
 * @param <R> type of the replies
 */
final class RequestsInFlight<T, R> {

    private final Replies<T, R> replies;
    private final RequestFailures failures;
    private boolean ended;

    RequestsInFlight(Replies<T, R> replies, RequestFailures failures) {
        this.replies = replies;
        this.failures = failures;
    }

    /** Whether requests can still be made. */
    synchronized boolean isOpen() {
        return !ended;
    }

    /**
     * Adds a request that is written next. Returns false if the connection has ended.
     *
     * @throws IllegalStateException if the reply could not be told from another one
     */
    synchronized boolean add(T request, PendingReply<R> reply) {
        if (!ended) {
            replies.add(request, reply);
        }
        return !ended;
    }

    /** Removes a request that was not written. */
    synchronized void remove(PendingReply<R> reply) {
        replies.remove(reply);
    }

    /**
     * Removes and returns the request that a frame replies to; {@code null} if the frame is unsolicited.
     *
     * @throws FrameException if the key of the frame could not be read. A target chooses the frame, and so whether a correlation
     *     fails: that is no error of this process
     */
    @Nullable
    synchronized PendingReply<R> take(R frame) throws FrameException {
        try {
            return replies.take(frame);
        } catch (RuntimeException e) {
            // Without the exception's message, which may contain bytes of the target.
            var malformed = new FrameException(FrameError.MALFORMED, "the key of a reply could not be read");
            malformed.initCause(e);
            throw malformed;
        }
    }

    /** Whether a further frame would be the reply to no request, but could be taken for the reply to the next one. */
    synchronized boolean isNextUnasked() {
        return replies.isNextUnasked();
    }

    /** A caller waits no longer. Returns false if its reply, or a failure, is being passed on already. */
    boolean giveUp(PendingReply<R> reply) {
        synchronized (this) {
            if (ended || !replies.giveUp(reply)) {
                return false;
            }
        }
        reply.giveUp();
        return true;
    }

    /** Whether the connection can go on without the replies that were given up. */
    boolean canSkip() {
        return replies.canSkip();
    }

    /** Takes no more requests, and fails those in flight. Returns false if the connection has ended already. */
    boolean fail(Throwable why) {
        List<PendingReply<R>> failed;
        synchronized (this) {
            if (ended) {
                return false;
            }
            ended = true;
            failed = replies.removeAll();
        }
        for (PendingReply<R> reply : failed) {
            reply.fail(failures.closed(why));
        }
        return true;
    }

    /** Takes no more requests, and has none. */
    synchronized void retire() {
        ended = true;
    }
}
