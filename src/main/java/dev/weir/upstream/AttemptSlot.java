package dev.weir.upstream;

import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.AsynchronousCloseException;
import org.jspecify.annotations.Nullable;

/**
 * Lets another thread cancel a connect with all its attempts. Either the connect is {@linkplain #complete completed}, or {@link
 * #close} has its effect; never both.
 */
final class AttemptSlot implements Closeable {

    private enum State {
        NEW,
        WORKING,
        COMPLETED,
        CANCELLED
    }

    private State state = State.NEW;
    private @Nullable Closeable resource;

    /**
     * Starts the connect.
     *
     * @throws AsynchronousCloseException if it was cancelled before
     * @throws IllegalStateException if it has been started before
     */
    synchronized void start() throws AsynchronousCloseException {
        check();
        if (state != State.NEW) {
            throw new IllegalStateException("this attempt to connect has been used before");
        }
        state = State.WORKING;
    }

    /** @throws AsynchronousCloseException if the connect has been cancelled */
    synchronized void check() throws AsynchronousCloseException {
        if (state == State.CANCELLED) {
            throw new AsynchronousCloseException();
        }
    }

    /**
     * Sets the resource whose close ends the current wait, in place of the previous one.
     *
     * @throws AsynchronousCloseException if the connect has been cancelled
     */
    synchronized void closes(Closeable current) throws AsynchronousCloseException {
        check();
        resource = current;
    }

    /** Ends the connect: {@link #close} has no effect any more. Returns false if it has had its effect. */
    synchronized boolean complete() {
        if (state == State.CANCELLED) {
            return false;
        }
        state = State.COMPLETED;
        resource = null;
        return true;
    }

    synchronized boolean isCancelled() {
        return state == State.CANCELLED;
    }

    /** Cancels. Any thread. */
    @Override
    public void close() throws IOException {
        Closeable waiting = cancel();
        if (waiting != null) {
            waiting.close();
        }
    }

    private synchronized @Nullable Closeable cancel() {
        if (state == State.COMPLETED) {
            return null;
        }
        state = State.CANCELLED;
        return resource;
    }
}
