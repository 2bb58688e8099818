package dev.weir.server;

import dev.weir.observe.ObservedConnection;
import dev.weir.stream.TcpStream;
import dev.weir.stream.TcpStreamHandler;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicReference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells the handler of one connection that its listener drains. Any thread. */
final class DrainNotice {

    private static final Logger log = LoggerFactory.getLogger(DrainNotice.class);

    private enum State {
        NONE,
        /** The handler ends the stream between two messages. */
        BUSY,
        /** The handler does not know where messages end: only silence can end the stream in order. */
        BUSY_IGNORED,
        IDLE
    }

    private interface Call {
        void run() throws IOException;
    }

    private final TcpStream stream;
    private final ObservedConnection observed;
    private final FailureLog failures;
    private final AtomicReference<State> state = new AtomicReference<>(State.NONE);

    DrainNotice(TcpStream stream, ObservedConnection observed, FailureLog failures) {
        this.stream = stream;
        this.observed = observed;
        this.failures = failures;
    }

    /** Whether the handler's return ends the stream because of the drain. */
    boolean isHeeded() {
        State current = state.get();
        return current == State.BUSY || current == State.IDLE;
    }

    boolean isIdleGiven() {
        return state.get() == State.IDLE;
    }

    boolean isBusyGiven() {
        return state.get() != State.NONE;
    }

    /** Calls {@link TcpStreamHandler#onDrain} once, on another thread since it may block. */
    void giveIdle(TcpStreamHandler handler) {
        if (state.getAndSet(State.IDLE) != State.IDLE) {
            start(() -> handler.onDrain(stream));
        }
    }

    /** Calls {@link TcpStreamHandler#onDrainWhileBusy} once, on another thread, unless {@code onDrain} has been called. */
    void giveBusy(TcpStreamHandler handler) {
        if (state.compareAndSet(State.NONE, State.BUSY)) {
            start(() -> {
                if (!handler.onDrainWhileBusy(stream)) {
                    state.compareAndSet(State.BUSY, State.BUSY_IGNORED);
                }
            });
        }
    }

    private void start(Call call) {
        try {
            Thread.startVirtualThread(() -> run(call));
        } catch (RuntimeException | Error e) {
            // The drain continues; this stream is closed at the end of the grace period.
            failures.stepFailed(observed.info(), "notifying the handler of the drain failed", e);
        }
    }

    private void run(Call call) {
        try {
            call.run();
        } catch (Throwable e) {
            if (HandlerOutcome.of(observed, true, e).fault() == HandlerOutcome.Fault.NONE) {
                log.debug("Stream {}: onDrain failed", stream.id(), LoggedThrowable.of(e));
            } else {
                failures.drainFailed(observed.info(), e);
            }
        }
    }
}
