package dev.weir.client;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Callers that wait for a place, served in the order of their arrival. A place is handed over, so that no later caller can take
 * it first, and none is lost between two callers. All methods are called with the lock held.
 *
 * @param <P> type of a place
 */
final class WaitQueue<P> {

    private static final class Waiter<P> {

        private final Condition served;
        private @Nullable P place;
        private @Nullable IOException failure;

        Waiter(Condition served) {
            this.served = served;
        }
    }

    private final Deque<Waiter<P>> waiters = new ArrayDeque<>();
    private final String client;
    private final PoolOptions options;
    private final ReentrantLock lock;

    WaitQueue(String client, PoolOptions options, ReentrantLock lock) {
        this.client = client;
        this.options = options;
        this.lock = lock;
    }

    boolean isEmpty() {
        return waiters.isEmpty();
    }

    int size() {
        return waiters.size();
    }

    /**
     * Waits for a place; the lock is released meanwhile.
     *
     * @param shortage returns why there is none, for the exception; may be {@code null}, and may return it
     * @throws PoolFullException if too many wait already
     * @throws AcquireTimeoutException after the timeout
     * @throws InterruptedIOException if the thread is interrupted, which stays so
     */
    P await(@Nullable Supplier<? extends @Nullable Throwable> shortage) throws IOException {
        if (waiters.size() >= options.maxPending()) {
            throw new PoolFullException("client " + client + ": all connections are in use, and " + options.maxPending()
                    + " callers wait for one already (pool.max-pending)");
        }
        var waiter = new Waiter<P>(lock.newCondition());
        waiters.addLast(waiter);
        try {
            return await(waiter, shortage);
        } finally {
            waiters.remove(waiter);
        }
    }

    private P await(Waiter<P> waiter, @Nullable Supplier<? extends @Nullable Throwable> shortage) throws IOException {
        long remaining = options.acquireTimeout().toNanos();
        while (waiter.place == null && waiter.failure == null && remaining > 0) {
            try {
                remaining = waiter.served.awaitNanos(remaining);
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
                break;
            }
        }
        // A place that has been handed over is taken in any case: otherwise it would be lost.
        if (waiter.place != null) {
            return waiter.place;
        }
        if (waiter.failure != null) {
            throw waiter.failure;
        }
        if (remaining > 0) {
            throw new InterruptedIOException("client " + client + ": interrupted while waiting for a connection");
        }
        throw new AcquireTimeoutException(
                "client " + client + ": no connection was free within " + options.acquireTimeout()
                        + " (pool.acquire-timeout)",
                shortage == null ? null : shortage.get());
    }

    /** Hands a place over to the caller that has waited longest; returns false if none waits. */
    boolean offer(P place) {
        Waiter<P> first = waiters.pollFirst();
        if (first == null) {
            return false;
        }
        first.place = place;
        first.served.signal();
        return true;
    }

    /** Ends all waits with an exception, a new one for each. */
    void failAll(Supplier<IOException> failure) {
        for (Waiter<P> waiter : waiters) {
            waiter.failure = failure.get();
            waiter.served.signal();
        }
        waiters.clear();
    }
}
