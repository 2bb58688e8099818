package dev.weir.tls;

import dev.weir.stream.Transport;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Closes a transport unless the work on it is done in time.
 *
 * <p>A write has no time limit of its own, and a peer that does not read may hold it up as well as one that does not write
 * may hold up a read. A virtual thread that is waiting costs next to nothing.
 */
final class Deadline implements AutoCloseable {

    private enum State {
        RUNNING,
        MET,
        MISSED
    }

    private final Transport transport;
    private final AtomicReference<State> state = new AtomicReference<>(State.RUNNING);
    private final @Nullable Thread watch;

    /** @param timeout zero for none */
    Deadline(Transport transport, Duration timeout) {
        this.transport = transport;
        long end = System.nanoTime() + timeout.toNanos();
        this.watch = timeout.isZero() ? null : Thread.startVirtualThread(() -> await(end));
    }

    private void await(long end) {
        while (state.get() == State.RUNNING) {
            long left = end - System.nanoTime();
            if (left > 0) {
                LockSupport.parkNanos(this, left);
            } else if (state.compareAndSet(State.RUNNING, State.MISSED)) {
                closeTransport();
            }
        }
    }

    private void closeTransport() {
        try {
            transport.close();
        } catch (IOException _) {
            // The descriptor is released all the same (close(2)), and there is nobody to tell.
        }
    }

    /** Whether the transport has been closed because the time was over. */
    boolean isMissed() {
        return state.get() == State.MISSED;
    }

    /** The work is done, one way or another. */
    @Override
    public void close() {
        if (state.compareAndSet(State.RUNNING, State.MET)) {
            LockSupport.unpark(watch);
        }
    }
}
