package dev.weir.stream;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Limits work that has no time limit of its own, such as a write to a peer that does not read: closes the transport unless
 * it is closed itself in time. Exactly one of the two happens. A virtual thread that waits costs next to nothing.
 */
public final class Watchdog implements AutoCloseable {

    private enum State {
        WATCHING,
        CLOSED,
        EXPIRED
    }

    private final AtomicReference<State> state = new AtomicReference<>(State.WATCHING);
    private final CountDownLatch closed = new CountDownLatch(1);

    private Watchdog() {}

    /**
     * Begins to watch the work on a transport.
     *
     * @param timeout zero for none
     */
    public static Watchdog over(Transport transport, Duration timeout) {
        var watchdog = new Watchdog();
        if (!timeout.isZero()) {
            Thread.startVirtualThread(() -> watchdog.watch(transport, timeout));
        }
        return watchdog;
    }

    private void watch(Transport transport, Duration timeout) {
        try {
            boolean inTime = closed.await(TimeUnit.NANOSECONDS.convert(timeout), TimeUnit.NANOSECONDS);
            if (!inTime && state.compareAndSet(State.WATCHING, State.EXPIRED)) {
                transport.close();
            }
        } catch (IOException _) {
            // The descriptor is released all the same (close(2)), and there is nobody to tell.
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    /** Whether the time ran out, so that the transport is closed or about to be; final once this is closed. */
    public boolean hasExpired() {
        return state.get() == State.EXPIRED;
    }

    /** The work is done, one way or another. */
    @Override
    public void close() {
        state.compareAndSet(State.WATCHING, State.CLOSED);
        closed.countDown();
    }
}
