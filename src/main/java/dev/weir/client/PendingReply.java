package dev.weir.client;

import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** The reply that one caller waits for. Any thread. */
final class PendingReply<R> {

    private final CompletableFuture<R> reply = new CompletableFuture<>();

    /** Whether a byte of the request may have left. The caller's thread only. */
    private boolean sent;

    private Object key = this;

    /** What tells the reply from others, where replies have keys. */
    Object key() {
        return key;
    }

    void setKey(Object value) {
        key = value;
    }

    boolean isSent() {
        return sent;
    }

    void setSent(boolean value) {
        sent = value;
    }

    /** Returns false if the caller waits no longer. */
    boolean complete(R value) {
        return reply.complete(value);
    }

    void fail(IOException why) {
        reply.completeExceptionally(why);
    }

    /** Ends the wait, so that a reply that still comes is late. */
    void giveUp() {
        reply.cancel(false);
    }

    /**
     * Waits for the reply.
     *
     * @throws IOException as passed to {@link #fail}
     */
    R await(long nanos) throws IOException, InterruptedException, TimeoutException {
        try {
            return reply.get(nanos, TimeUnit.NANOSECONDS);
        } catch (ExecutionException e) {
            throw failure(e);
        }
    }

    /** Waits for the reply, which is already being passed on. */
    R await() throws IOException, InterruptedException {
        try {
            return reply.get();
        } catch (ExecutionException e) {
            throw failure(e);
        }
    }

    private static IOException failure(ExecutionException e) {
        return e.getCause() instanceof IOException failure ? failure : new IOException(e.getCause());
    }
}
