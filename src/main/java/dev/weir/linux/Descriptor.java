package dev.weir.linux;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.channels.ClosedChannelException;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A file descriptor of a socket that does not block, the threads in a system call on it, and its events.
 *
 * <p>A system call is made between {@link #enter} and {@link #leave}. Once it is closed, no thread enters any more, and the last
 * that leaves closes the number, or {@link #close} itself if there is none: once, and never while it is in use. Another file may
 * have the same number from then on, and events that are still on their way to this one are told apart by the generation.
 */
final class Descriptor {

    /** Users of the descriptor: {@link #WRITER} in the upper half of the count, so that a reader can ask for it. */
    static final int USER = 1;

    static final int WRITER = 1 << 15;

    private static final int CLOSED = 1 << 30;
    private static final int UNREGISTERED = 0;
    private static final int INPUT =
            EpollCalls.EPOLLIN | EpollCalls.EPOLLPRI | EpollCalls.EPOLLRDHUP | EpollCalls.EPOLLET;
    private static final int INPUT_EVENTS = EpollCalls.EPOLLIN
            | EpollCalls.EPOLLPRI
            | EpollCalls.EPOLLRDHUP
            | EpollCalls.EPOLLERR
            | EpollCalls.EPOLLHUP;
    private static final int OUTPUT_EVENTS = EpollCalls.EPOLLOUT | EpollCalls.EPOLLERR | EpollCalls.EPOLLHUP;
    private static final int MORE_THAN_INPUT =
            EpollCalls.EPOLLPRI | EpollCalls.EPOLLRDHUP | EpollCalls.EPOLLERR | EpollCalls.EPOLLHUP;
    private static final AtomicInteger generations = new AtomicInteger();
    private static final VarHandle STATE;

    static {
        try {
            STATE = MethodHandles.lookup().findVarHandle(Descriptor.class, "state", int.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final int number;
    private final int generation = generations.incrementAndGet();
    private final Poller poller;
    private final boolean lingers;
    private final Readiness input = new Readiness();
    private final Readiness output = new Readiness();

    /** The count of users, and {@link #CLOSED}. */
    private volatile int state;

    /** What epoll watches. Written while it is locked. */
    private volatile int interest = UNREGISTERED;

    private volatile boolean inputIrregular;

    /** @param lingers whether close(2) may block, for SO_LINGER */
    Descriptor(int number, Poller poller, boolean lingers) {
        this.number = number;
        this.poller = poller;
        this.lingers = lingers;
    }

    int number() {
        return number;
    }

    int generation() {
        return generation;
    }

    Readiness input() {
        return input;
    }

    Readiness output() {
        return output;
    }

    /** Whether an event has told of more than bytes: the peer has finished, or has sent urgent data, or the socket failed. */
    boolean isInputIrregular() {
        return inputIrregular;
    }

    boolean isOpen() {
        return (state & CLOSED) == 0;
    }

    /** Whether a thread is in a call that writes. */
    boolean isWriting() {
        return (state & (CLOSED - WRITER)) != 0;
    }

    /** @param user {@link #USER} or {@link #WRITER} */
    void enter(int user) throws ClosedChannelException {
        int current;
        do {
            current = state;
            if ((current & CLOSED) != 0) {
                throw new ClosedChannelException();
            }
        } while (!STATE.compareAndSet(this, current, current + user));
    }

    /** @param user as for {@link #enter} */
    void leave(int user) {
        if ((int) STATE.getAndAdd(this, -user) - user == CLOSED) {
            release();
        }
    }

    /** Ends every wait, and closes the number when no thread is in a system call on it. Repeating it has no effect. */
    void close() {
        int before = (int) STATE.getAndBitwiseOr(this, CLOSED);
        if ((before & CLOSED) == 0) {
            input.wake();
            output.wake();
            if (before == 0) {
                release();
            }
        }
    }

    /** Forgets it first: the number may be another's as soon as it is closed. */
    private void release() {
        if (interest != UNREGISTERED) {
            poller.forget(this);
        }
        // An error does not matter: the number is free in any case (close(2)).
        int _ = lingers ? SocketCalls.closeSlowly(number) : SocketCalls.close(NativeFunction.newErrno(), number);
    }

    /** Lets epoll watch the input. Only while entered. */
    void watchInput(MemorySegment errno) throws IOException {
        if (interest == UNREGISTERED) {
            watch(errno, INPUT);
        }
    }

    /** Lets epoll watch the output too. Only while entered. */
    void watchOutput(MemorySegment errno) throws IOException {
        if ((interest & EpollCalls.EPOLLOUT) == 0) {
            watch(errno, INPUT | EpollCalls.EPOLLOUT);
        }
    }

    private synchronized void watch(MemorySegment errno, int wanted) throws IOException {
        if ((interest & wanted) == wanted) {
            return;
        }
        if (interest == UNREGISTERED) {
            poller.add(errno, this, wanted);
        } else {
            poller.modify(errno, this, wanted);
        }
        interest = wanted;
    }

    /** Takes events from the poller. May be repeated. */
    void ready(int events) {
        if ((events & MORE_THAN_INPUT) != 0) {
            inputIrregular = true;
        }
        if ((events & INPUT_EVENTS) != 0) {
            input.signal();
        }
        if ((events & OUTPUT_EVENTS) != 0) {
            output.signal();
        }
    }
}
