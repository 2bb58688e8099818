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
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/**
 * System calls on sockets. Each returns what the system call returns, or, if that is an error, the negative error number. The
 * number goes to a segment of the caller's first, one for each thread that calls at the same time.
 *
 * <p>Descriptors do not block, so that the calls may be critical, but for {@link #closeSlowly}.
 */
final class SocketCalls {

    private static final int SOCK_STREAM = 1;
    private static final int SOCK_NONBLOCK = 0x800;
    private static final int SOCK_CLOEXEC = 0x80000;
    private static final int MSG_NOSIGNAL = 0x4000;
    private static final int FIONREAD = 0x541B;

    private static final MethodHandle RECV = critical("recv", FunctionDescriptor.of(LONG, INT, POINTER, LONG, INT));
    private static final MethodHandle SEND = critical("send", FunctionDescriptor.of(LONG, INT, POINTER, LONG, INT));
    private static final MethodHandle ACCEPT4 =
            critical("accept4", FunctionDescriptor.of(INT, INT, POINTER, POINTER, INT));
    private static final MethodHandle SHUTDOWN = critical("shutdown", FunctionDescriptor.of(INT, INT, INT));
    private static final MethodHandle CLOSE = critical("close", FunctionDescriptor.of(INT, INT));
    private static final MethodHandle CLOSE_SLOWLY = blocking("close", FunctionDescriptor.of(INT, INT));
    private static final MethodHandle IOCTL =
            critical("ioctl", FunctionDescriptor.of(INT, INT, LONG, POINTER), Linker.Option.firstVariadicArg(2));
    private static final MethodHandle SOCKET = critical("socket", FunctionDescriptor.of(INT, INT, INT, INT));
    private static final MethodHandle BIND = critical("bind", FunctionDescriptor.of(INT, INT, POINTER, INT));
    private static final MethodHandle LISTEN = critical("listen", FunctionDescriptor.of(INT, INT, INT));
    private static final MethodHandle SETSOCKOPT =
            critical("setsockopt", FunctionDescriptor.of(INT, INT, INT, INT, POINTER, INT));
    private static final MethodHandle GETSOCKNAME =
            critical("getsockname", FunctionDescriptor.of(INT, INT, POINTER, POINTER));

    private SocketCalls() {}

    static int recv(MemorySegment errno, int fd, MemorySegment destination, int length) {
        try {
            return result((long) RECV.invokeExact(errno, fd, destination, (long) length, 0), errno);
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    static int send(MemorySegment errno, int fd, MemorySegment source, int length) {
        try {
            return result((long) SEND.invokeExact(errno, fd, source, (long) length, MSG_NOSIGNAL), errno);
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    /**
     * Accepts a connection, whose descriptor does not block and is closed in child processes.
     *
     * @param address receives the client's address
     * @param length an {@code int}: the room for the address, then its length
     */
    static int accept4(MemorySegment errno, int fd, MemorySegment address, MemorySegment length) {
        try {
            int flags = SOCK_NONBLOCK | SOCK_CLOEXEC;
            return result((int) ACCEPT4.invokeExact(errno, fd, address, length, flags), errno);
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    static int shutdown(MemorySegment errno, int fd, int how) {
        try {
            return result((int) SHUTDOWN.invokeExact(errno, fd, how), errno);
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    static int close(MemorySegment errno, int fd) {
        try {
            return result((int) CLOSE.invokeExact(errno, fd), errno);
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    /** Closes a descriptor whose close may block: one with SO_LINGER (socket(7)). */
    static int closeSlowly(int fd) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment errno = arena.allocate(INT);
            return result((int) CLOSE_SLOWLY.invokeExact(errno, fd), errno);
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    /** Bytes that can be received without waiting. */
    static int available(MemorySegment errno, int fd) {
        int[] count = new int[1];
        try {
            int result = (int) IOCTL.invokeExact(errno, fd, (long) FIONREAD, MemorySegment.ofArray(count));
            return result < 0 ? -errno.get(INT, 0) : count[0];
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    static int socket(MemorySegment errno, int family) {
        try {
            int type = SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC;
            return result((int) SOCKET.invokeExact(errno, family, type, 0), errno);
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    static int bind(MemorySegment errno, int fd, MemorySegment address) {
        try {
            return result((int) BIND.invokeExact(errno, fd, address, (int) address.byteSize()), errno);
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    static int listen(MemorySegment errno, int fd, int backlog) {
        try {
            return result((int) LISTEN.invokeExact(errno, fd, backlog), errno);
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    static int setsockopt(MemorySegment errno, int fd, int level, int option, int... value) {
        try {
            MemorySegment segment = MemorySegment.ofArray(value);
            return result(
                    (int) SETSOCKOPT.invokeExact(errno, fd, level, option, segment, (int) segment.byteSize()), errno);
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    static int getsockname(MemorySegment errno, int fd, MemorySegment address, MemorySegment length) {
        try {
            return result((int) GETSOCKNAME.invokeExact(errno, fd, address, length), errno);
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }
}
