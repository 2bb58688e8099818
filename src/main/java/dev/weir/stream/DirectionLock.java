package dev.weir.stream;

import java.nio.channels.ClosedByInterruptException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** Held by the thread that moves bytes in a direction, the only one that may use the transport in that direction. */
final class DirectionLock {

    private final Lock lock = new Lock();

    /** Acquires the lock. An interrupt is noticed only if the thread has to wait. */
    void lock() throws ClosedByInterruptException {
        if (lock.tryLock()) {
            return;
        }
        try {
            lock.lockInterruptibly();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            throw new ClosedByInterruptException();
        }
    }

    void unlock() {
        lock.unlock();
    }

    boolean tryLock() {
        return lock.tryLock();
    }

    /** Waits for the lock up to a timeout. An interrupt ends the wait and sets the flag again; a free lock is acquired. */
    boolean tryLock(Duration timeout) {
        if (lock.tryLock()) {
            return true;
        }
        try {
            return lock.tryLock(TimeUnit.NANOSECONDS.convert(timeout), TimeUnit.NANOSECONDS);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** Whether no other thread holds the lock. */
    boolean isFree() {
        return !lock.isLocked() || lock.isHeldByCurrentThread();
    }

    boolean isHeldByCurrentThread() {
        return lock.isHeldByCurrentThread();
    }

    /** The thread that holds the lock, or {@code null}. */
    @Nullable
    Thread owner() {
        return lock.owner();
    }

    private static final class Lock extends ReentrantLock {

        private static final long serialVersionUID = 1L;

        @Nullable
        Thread owner() {
            return getOwner();
        }
    }
}
