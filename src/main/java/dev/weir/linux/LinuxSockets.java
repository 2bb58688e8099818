package dev.weir.linux;

import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/** Whether this JVM and this kernel allow {@link LinuxListener}. */
public final class LinuxSockets {

    private LinuxSockets() {}

    /**
     * Returns why Linux's system calls cannot be used here, as the end of a sentence; {@code null} if they can. Where native access
     * is not enabled, no native function is looked up, so that the JVM prints no warning.
     */
    public static @Nullable String unavailability() {
        String system = System.getProperty("os.name");
        String architecture = System.getProperty("os.arch");
        if (!system.equals("Linux")) {
            return "the operating system is " + system + ", not Linux";
        }
        if (!architecture.equals("amd64") && !architecture.equals("aarch64")) {
            return "the architecture is " + architecture + ", not amd64 or aarch64";
        }
        if (!LinuxSockets.class.getModule().isNativeAccessEnabled()) {
            return "native access is not enabled; start Java with --enable-native-access=ALL-UNNAMED";
        }
        try {
            return Probe.firstRefusal();
        } catch (LinkageError | UnsupportedOperationException e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            return "the C library's functions cannot be called: " + cause.getMessage();
        }
    }

    /** Makes each call with a descriptor that is not open, which the kernel refuses unless a filter (seccomp(2)) does before. */
    private static final class Probe {

        private static final int NONE = -1;

        private Probe() {}

        static @Nullable String firstRefusal() {
            MemorySegment errno = NativeFunction.newErrno();
            MemorySegment memory = MemorySegment.ofArray(new int[4]);
            return firstRefusal(
                    call("recv", SocketCalls.recv(errno, NONE, memory, 1)),
                    call("send", SocketCalls.send(errno, NONE, memory, 1)),
                    call("accept4", SocketCalls.accept4(errno, NONE, memory, memory)),
                    call("shutdown", SocketCalls.shutdown(errno, NONE, 0)),
                    call("close", SocketCalls.close(errno, NONE)),
                    call("ioctl", SocketCalls.available(errno, NONE)),
                    call("bind", SocketCalls.bind(errno, NONE, memory)),
                    call("listen", SocketCalls.listen(errno, NONE, 1)),
                    call("setsockopt", SocketCalls.setsockopt(errno, NONE, 1, 1, 1)),
                    call("getsockname", SocketCalls.getsockname(errno, NONE, memory, memory)),
                    call("epoll_ctl", EpollCalls.epollControl(errno, NONE, EpollCalls.EPOLL_CTL_ADD, NONE, memory)),
                    call("epoll_wait", EpollCalls.epollNow(errno, NONE, memory, 1)),
                    call("write", EpollCalls.signal(errno, NONE)),
                    opened("epoll_create1", EpollCalls.epollCreate(errno)),
                    opened("eventfd", EpollCalls.eventfd(errno)));
        }

        private static @Nullable String firstRefusal(@Nullable String... refusals) {
            for (String refusal : refusals) {
                if (refusal != null) {
                    return refusal;
                }
            }
            return null;
        }

        private static @Nullable String call(String name, int result) {
            return result == -Errno.EBADF ? null : refusal(name, result);
        }

        private static @Nullable String opened(String name, int result) {
            if (result < 0) {
                return refusal(name, result);
            }
            int _ = SocketCalls.close(NativeFunction.newErrno(), result);
            return null;
        }

        private static String refusal(String name, int result) {
            return "the system call " + name + " is refused: "
                    + Errno.exception(-result).getMessage();
        }
    }
}
