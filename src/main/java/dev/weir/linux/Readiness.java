package dev.weir.linux;

import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.ClosedByInterruptException;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * The events of one direction of a descriptor, and the one thread that may wait for them.
 *
 * <p>The thread reads {@link #events()} before it tries a call. If the call would block, {@link #await} waits for an event after
 * that. The fields are volatile, so that their accesses have one order for all threads: either the poller sees the waiter, or the
 * waiter sees the event.
 */
final class Readiness {

    private static final VarHandle EVENTS;
    private static final VarHandle WAITER;

    static {
        try {
            var lookup = MethodHandles.lookup();
            EVENTS = lookup.findVarHandle(Readiness.class, "events", int.class);
            WAITER = lookup.findVarHandle(Readiness.class, "waiter", Thread.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    /** Only ever compared for equality. */
    private volatile int events;

    private volatile @Nullable Thread waiter;

    /** The number of events so far. */
    int events() {
        return events;
    }

    /** Notes an event and wakes the waiter. Any thread. */
    void signal() {
        EVENTS.getAndAdd(this, 1);
        wake();
    }

    /** Makes the waiter look at the events, the descriptor and its interrupt flag. Any thread; may be repeated. */
    void wake() {
        Thread waiting = waiter;
        if (waiting != null) {
            LockSupport.unpark(waiting);
        }
    }

    /**
     * Waits for an event.
     *
     * @param seen the number of events before the call that would have blocked
     * @param deadline by {@link System#nanoTime()}, if {@code timed}
     * @return false if there was none before the deadline
     * @throws AsynchronousCloseException if another thread closes the descriptor
     * @throws ClosedByInterruptException if the thread is interrupted, which closes the descriptor; the flag stays set
     */
    boolean await(int seen, Descriptor descriptor, boolean timed, long deadline) throws IOException {
        Thread current = Thread.currentThread();
        if (!WAITER.compareAndSet(this, null, current)) {
            throw new IllegalStateException("another thread waits in this direction of the socket");
        }
        try {
            while (events == seen) {
                if (!descriptor.isOpen()) {
                    throw new AsynchronousCloseException();
                }
                if (current.isInterrupted()) {
                    descriptor.close();
                    throw new ClosedByInterruptException();
                }
                if (!timed) {
                    LockSupport.park(this);
                } else {
                    long remaining = deadline - System.nanoTime();
                    if (remaining <= 0) {
                        return false;
                    }
                    LockSupport.parkNanos(this, remaining);
                }
            }
            return true;
        } finally {
            waiter = null;
        }
    }
}
