package dev.weir.stream;

import java.nio.channels.ClosedByInterruptException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** Held by the one thread that moves bytes in a direction, which is therefore the only one that may be in the transport. */
final class DirectionLock {

    private final Lock lock = new Lock();

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

    /** Waits for the lock; an interrupt ends the wait, and its flag stays. A free lock is had in any case. */
    boolean tryLock(Duration patience) {
        if (lock.tryLock()) {
            return true;
        }
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

    /** The thread that has it now, or {@code null}. */
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
