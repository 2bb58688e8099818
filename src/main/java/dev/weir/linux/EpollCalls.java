package dev.weir.linux;

import static dev.weir.linux.NativeFunction.INT;
import static dev.weir.linux.NativeFunction.LONG;
import static dev.weir.linux.NativeFunction.POINTER;
import static dev.weir.linux.NativeFunction.blocking;
import static dev.weir.linux.NativeFunction.critical;
import static dev.weir.linux.NativeFunction.result;
import static dev.weir.linux.NativeFunction.unexpected;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;

/** System calls on epoll(7) instances and eventfds (eventfd(2)), as in {@link SocketCalls}. */
final class EpollCalls {

    static final int EPOLLIN = 0x1;
    static final int EPOLLPRI = 0x2;
    static final int EPOLLOUT = 0x4;
    static final int EPOLLERR = 0x8;
    static final int EPOLLHUP = 0x10;
    static final int EPOLLRDHUP = 0x2000;
    static final int EPOLLET = 1 << 31;
    static final int EPOLL_CTL_ADD = 1;
    static final int EPOLL_CTL_MOD = 3;

    private static final int EPOLL_CLOEXEC = 0x80000;
    private static final int EFD_NONBLOCK_CLOEXEC = 0x80800;
    private static final int EFD_SEMAPHORE_CLOEXEC = 0x80001;
    private static final short POLLIN = 1;

    private static final FunctionDescriptor EPOLL_WAIT_TYPE = FunctionDescriptor.of(INT, INT, POINTER, INT, INT);
    private static final MethodHandle EPOLL_CREATE1 = critical("epoll_create1", FunctionDescriptor.of(INT, INT));
    private static final MethodHandle EPOLL_CTL =
            critical("epoll_ctl", FunctionDescriptor.of(INT, INT, INT, INT, POINTER));
    private static final MethodHandle EPOLL_NOW = critical("epoll_wait", EPOLL_WAIT_TYPE);
    private static final MethodHandle EPOLL_WAIT = blocking("epoll_wait", EPOLL_WAIT_TYPE);
    private static final MethodHandle POLL = blocking("poll", FunctionDescriptor.of(INT, POINTER, LONG, INT));
    private static final MethodHandle EVENTFD = critical("eventfd", FunctionDescriptor.of(INT, INT, INT));
    private static final MethodHandle READ = blocking("read", FunctionDescriptor.of(LONG, INT, POINTER, LONG));
    private static final MethodHandle WRITE = critical("write", FunctionDescriptor.of(LONG, INT, POINTER, LONG));

    private EpollCalls() {}

    static int epollCreate(MemorySegment errno) {
        try {
            return result((int) EPOLL_CREATE1.invokeExact(errno, EPOLL_CLOEXEC), errno);
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    static int epollControl(MemorySegment errno, int epoll, int operation, int fd, MemorySegment event) {
        try {
            return result((int) EPOLL_CTL.invokeExact(errno, epoll, operation, fd, event), errno);
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    /** Takes the events that are there, without waiting. */
    static int epollNow(MemorySegment errno, int epoll, MemorySegment events, int max) {
        try {
            return result((int) EPOLL_NOW.invokeExact(errno, epoll, events, max, 0), errno);
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    /** Waits for events. The carrier of a virtual thread waits with it. The segments must be native. */
    static int epollWait(MemorySegment errno, int epoll, MemorySegment events, int max, int millis) {
        try {
            return result((int) EPOLL_WAIT.invokeExact(errno, epoll, events, max, millis), errno);
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    /** Waits without a limit until a descriptor is readable. */
    static int pollInput(int fd) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment errno = arena.allocate(INT);
            MemorySegment descriptor = arena.allocate(INT, 2);
            descriptor.set(INT, 0, fd);
            descriptor.set(ValueLayout.JAVA_SHORT, 4, POLLIN);
            return result((int) POLL.invokeExact(errno, descriptor, 1L, -1), errno);
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    static int eventfd(MemorySegment errno) {
        return eventfd(errno, EFD_NONBLOCK_CLOEXEC);
    }

    /** One whose count is taken one by one, by threads that wait in the kernel. */
    static int eventfdSemaphore(MemorySegment errno) {
        return eventfd(errno, EFD_SEMAPHORE_CLOEXEC);
    }

    private static int eventfd(MemorySegment errno, int flags) {
        try {
            return result((int) EVENTFD.invokeExact(errno, 0, flags), errno);
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    /** Waits without a limit until an eventfd(2) has a count, and takes it. */
    static int awaitCount(int eventfd) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment errno = arena.allocate(INT);
            MemorySegment count = arena.allocate(LONG);
            return result((long) READ.invokeExact(errno, eventfd, count, 8L), errno);
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    /** Adds one to the count of an eventfd(2). */
    static int signal(MemorySegment errno, int eventfd) {
        return add(errno, eventfd, 1);
    }

    static int add(MemorySegment errno, int eventfd, long count) {
        try {
            MemorySegment added = MemorySegment.ofArray(new long[] {count});
            return result((long) WRITE.invokeExact(errno, eventfd, added, 8L), errno);
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }
}
