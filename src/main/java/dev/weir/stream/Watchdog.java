package dev.weir.stream;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Limits the duration of work that has no timeout, such as a write to a peer that does not read: closes the transport unless
 * the watchdog is closed in time. Exactly one of the two happens. Time for which a {@link RateLimitedTransport} holds
 * writes back does not count. It waits on a virtual thread, which costs little.
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
     * Starts a watchdog for work on a transport.
     *
     * @param timeout time until the transport is closed; zero for no limit
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
            if (!isClosedWithin(
                            timeout, transport.layer(RateLimitedTransport.class).orElse(null))
                    && state.compareAndSet(State.WATCHING, State.EXPIRED)) {
                transport.close();
            }
        } catch (IOException _) {
            // The descriptor is released in any case (close(2)), and no caller could act on the failure.
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    /** Waits for the timeout and, in addition, for as long as writes are held back. */
    private boolean isClosedWithin(Duration timeout, @Nullable RateLimitedTransport limited)
            throws InterruptedException {
        long counted = limited == null ? 0 : limited.heldBackNanos(Half.WRITE);
        long remaining = TimeUnit.NANOSECONDS.convert(timeout);
        boolean inTime = false;
        while (remaining > 0 && !inTime) {
            inTime = closed.await(remaining, TimeUnit.NANOSECONDS);
            long heldBack = limited == null ? 0 : limited.heldBackNanos(Half.WRITE);
            remaining = heldBack - counted;
            counted = heldBack;
        }
        return inTime;
    }

    /** Whether the time has run out and the transport is closed or about to be. Does not change once the watchdog is closed. */
    public boolean hasExpired() {
        return state.get() == State.EXPIRED;
    }

    /** Ends the watch: the work has completed or failed. */
    @Override
    public void close() {
        state.compareAndSet(State.WATCHING, State.CLOSED);
        closed.countDown();
    }
}
