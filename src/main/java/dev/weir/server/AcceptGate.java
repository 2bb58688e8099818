package dev.weir.server;

import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** What the accept loop passes before it serves a connection: open, shut while the listener is paused, or gone for good. */
final class AcceptGate {

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private boolean shut;
    private boolean gone;

    void shut(boolean now) {
        lock.lock();
        try {
            shut = now;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    void remove() {
        lock.lock();
        try {
            gone = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Waits until the gate is open; false once it is gone. */
    boolean pass() {
        lock.lock();
        try {
            while (shut && !gone) {
                changed.awaitUninterruptibly();
            }
            return !gone;
        } finally {
            lock.unlock();
        }
    }

    /** Waits for that long, or until the gate is gone. */
    void pause(long nanos) {
        lock.lock();
        try {
            long left = nanos;
            while (!gone && left > 0) {
                left = changed.awaitNanos(left);
            }
        } catch (InterruptedException _) {
            // Nobody may end the accept loop this way; it looks at the gate and at its listener next.
        } finally {
            lock.unlock();
        }
    }
}
