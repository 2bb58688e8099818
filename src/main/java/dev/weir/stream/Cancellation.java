package dev.weir.stream;

import java.io.Closeable;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Lets any thread end work that blocks another one. Either the work ends as {@link #complete completed}, or {@link #close} has
 * its effect; never both.
 */
final class Cancellation implements Closeable {

    private sealed interface State {}

    /** @param resource the resource whose close ends the wait */
    private record Working(Closeable resource) implements State {}

    private enum Still implements State {
        NEW,
        COMPLETED,
        CLOSED
    }

    private final String work;
    private final AtomicReference<State> state = new AtomicReference<>(Still.NEW);

    /** @param work subject of the exceptions' messages */
    Cancellation(String work) {
        this.work = work;
    }

    /**
     * Starts the work.
     *
     * @throws StreamClosedException if {@link #close} came first
     * @throws IllegalStateException if it has been started before
     */
    void start() throws StreamClosedException {
        if (!state.compareAndSet(Still.NEW, new Working(() -> {}))) {
            check();
            throw new IllegalStateException(work + " has been started before");
        }
    }

    /**
     * Sets the resource that {@link #close} closes from now on, in place of the previous one.
     *
     * @throws StreamClosedException if {@link #close} came first; the caller closes the resource
     */
    void closes(Closeable resource) throws StreamClosedException {
        state.updateAndGet(now -> now == Still.CLOSED ? now : new Working(resource));
        check();
    }

    /** @throws StreamClosedException once {@link #close} has had its effect */
    void check() throws StreamClosedException {
        if (isClosed()) {
            throw exception();
        }
    }

    /** Ends the work: {@link #close} has no effect any more. Returns false if it has had its effect. */
    boolean complete() {
        return state.getAndUpdate(now -> now == Still.CLOSED ? now : Still.COMPLETED) != Still.CLOSED;
    }

    boolean isClosed() {
        return state.get() == Still.CLOSED;
    }

    StreamClosedException exception() {
        return new StreamClosedException(work + " has been closed");
    }

    @Override
    public void close() throws IOException {
        State before = state.getAndUpdate(now -> now == Still.COMPLETED ? now : Still.CLOSED);
        if (before instanceof Working(Closeable resource)) {
            resource.close();
        }
    }
}
