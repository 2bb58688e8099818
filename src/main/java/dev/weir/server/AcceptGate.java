package dev.weir.server;

import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** Holds the accept loop back while its listener is paused, and wakes it when the listener is closed. Any thread. */
final class AcceptGate {

    private enum State {
        OPEN,
        PAUSED,
        /** Final. */
        CLOSED
    }

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private State state = State.OPEN;

    void pause() {
        change(State.PAUSED);
    }

    void resume() {
        change(State.OPEN);
    }

    void close() {
        change(State.CLOSED);
    }

    private void change(State next) {
        lock.lock();
        try {
            if (state != State.CLOSED) {
                state = next;
                changed.signalAll();
            }
        } finally {
            lock.unlock();
        }
    }

    boolean isOpen() {
        lock.lock();
        try {
            return state == State.OPEN;
        } finally {
            lock.unlock();
        }
    }

    /** Waits while the gate is paused, and returns false if it is closed. */
    boolean pass() {
        lock.lock();
        try {
            while (state == State.PAUSED) {
                changed.awaitUninterruptibly();
            }
            return state == State.OPEN;
        } finally {
            lock.unlock();
        }
    }

    /** Waits for a time, or until the gate is closed. */
    void await(long nanos) {
        lock.lock();
        try {
            long left = nanos;
            while (state != State.CLOSED && left > 0) {
                left = changed.awaitNanos(left);
            }
        } catch (InterruptedException _) {
            // An interrupt does not end the accept loop; the loop checks its gate and its listener next.
        } finally {
            lock.unlock();
        }
    }
}
