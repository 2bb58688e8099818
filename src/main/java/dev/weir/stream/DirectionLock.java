package dev.weir.stream;

import java.nio.channels.ClosedByInterruptException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;

/** Held by the one thread that moves bytes in a direction, and so by whoever may be in the transport. */
final class DirectionLock {

    private final ReentrantLock lock = new ReentrantLock();

    /** An interrupt matters to a thread that has to wait, and to no other. */
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

    /** Waits for the lock; an interrupt ends that, and its flag stays. */
    boolean tryLock(Duration patience) {
        try {
            return lock.tryLock(TimeUnit.NANOSECONDS.convert(patience), TimeUnit.NANOSECONDS);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** Whether no other thread has it. */
    boolean isFree() {
        return !lock.isLocked() || lock.isHeldByCurrentThread();
    }

    boolean isMine() {
        return lock.isHeldByCurrentThread();
    }

    /** Returns when whoever has it now has left, or after {@code patience}. */
    void awaitFree(Duration patience) {
        if (!isFree() && tryLock(patience)) {
            lock.unlock();
        }
    }
}
