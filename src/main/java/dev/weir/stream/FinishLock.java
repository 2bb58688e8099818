package dev.weir.stream;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Acquires the lock of a stream's output for the close. A thread that is writing may complete its write; one that is
 * blocked on a peer that does not read, or on a limit on bytes per second, is not waited for.
 */
final class FinishLock {

    /** Time between two looks at the thread that holds the lock. */
    private static final Duration INTERVAL = Duration.ofMillis(20);

    private FinishLock() {}

    /**
     * Waits for the lock until the thread that holds it is blocked, the timeout has passed, or the current thread is
     * interrupted.
     *
     * @param flushThreads threads that send for a blocked reader; while there are any, the holder is not taken for blocked
     * @param timeout zero for no limit
     * @return whether the current thread holds the lock now
     */
    static boolean acquire(DirectionLock lock, Sender sender, AtomicInteger flushThreads, Duration timeout) {
        Deadline deadline = Deadline.after(timeout);
        int before = Sender.NO_CALL;
        while (!lock.tryLock(INTERVAL)) {
            int call = sender.currentCall();
            boolean blocked = call != Sender.NO_CALL
                    && call == before
                    && flushThreads.get() == 0
                    && isBlocked(sender, lock.owner());
            if (deadline.hasPassed() || blocked || Thread.currentThread().isInterrupted()) {
                return false;
            }
            before = call;
        }
        return true;
    }

    /** A runnable virtual thread is not blocked. The state of a platform thread does not tell: a system call is RUNNABLE. */
    private static boolean isBlocked(Sender sender, @Nullable Thread thread) {
        return sender.isHeldBack()
                || (thread != null && (!thread.isVirtual() || thread.getState() == Thread.State.WAITING));
    }
}
