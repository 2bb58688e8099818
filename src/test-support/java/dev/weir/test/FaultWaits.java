package dev.weir.test;

import dev.weir.stream.Deadline;
import dev.weir.stream.Half;
import java.io.IOException;
import java.net.SocketException;
import java.nio.channels.AsynchronousCloseException;
import java.util.EnumSet;
import java.util.Set;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** The waits of a connection with faults, and what ends them. */
final class FaultWaits {

    private enum State {
        OPEN,
        RESET,
        CLOSED
    }

    /** How a wait has ended. */
    enum End {
        READY,
        TIMED_OUT,
        /** This side has shut down the direction. */
        SHUT_DOWN
    }

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Set<Half> shutDown = EnumSet.noneOf(Half.class);
    private State state = State.OPEN;

    /**
     * Waits for a point in time.
     *
     * @param ready when the wait has succeeded; {@link Deadline#NONE} for never
     * @param limit when the wait has failed
     * @throws AsynchronousCloseException once this side has closed
     * @throws SocketException once the connection has been reset
     */
    End await(Half half, Deadline ready, Deadline limit) throws IOException, InterruptedException {
        lock.lockInterruptibly();
        try {
            while (true) {
                check();
                if (shutDown.contains(half)) {
                    return End.SHUT_DOWN;
                }
                if (ready.hasPassed()) {
                    return End.READY;
                }
                if (limit.hasPassed()) {
                    return End.TIMED_OUT;
                }
                var _ = changed.awaitNanos(Math.min(ready.remainingNanos(), limit.remainingNanos()));
            }
        } finally {
            lock.unlock();
        }
    }

    /** Throws what a call does once the connection is closed or reset. */
    void check() throws IOException {
        lock.lock();
        try {
            switch (state) {
                case OPEN -> {}
                case RESET -> throw new SocketException("Connection reset");
                case CLOSED -> throw new AsynchronousCloseException();
            }
        } finally {
            lock.unlock();
        }
    }

    boolean isReset() {
        return is(State.RESET);
    }

    boolean isClosed() {
        return is(State.CLOSED);
    }

    private boolean is(State expected) {
        lock.lock();
        try {
            return state == expected;
        } finally {
            lock.unlock();
        }
    }

    void shutDown(Half half) {
        lock.lock();
        try {
            shutDown.add(half);
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    void reset() {
        advance(State.RESET);
    }

    void close() {
        advance(State.CLOSED);
    }

    private void advance(State next) {
        lock.lock();
        try {
            state = state.compareTo(next) < 0 ? next : state;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }
}
