package dev.weir.linux;

import dev.weir.stream.KeepAlive;
import dev.weir.stream.ListenerOptions;
import dev.weir.stream.SocketSettings;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.time.Duration;

/** Options of sockets (socket(7), tcp(7), ipv6(7)). */
final class SocketOptions {

    private static final int SOL_SOCKET = 1;
    private static final int SO_REUSEADDR = 2;
    private static final int SO_SNDBUF = 7;
    private static final int SO_RCVBUF = 8;
    private static final int SO_KEEPALIVE = 9;
    private static final int SO_LINGER = 13;
    private static final int SO_REUSEPORT = 15;
    private static final int IPPROTO_TCP = 6;
    private static final int TCP_NODELAY = 1;
    private static final int TCP_KEEPIDLE = 4;
    private static final int TCP_KEEPINTVL = 5;
    private static final int TCP_KEEPCNT = 6;
    private static final int IPPROTO_IPV6 = 41;
    private static final int IPV6_V6ONLY = 26;

    private SocketOptions() {}

    /** Sets the options of a TCP listener, and those of its connections, which inherit them. */
    static void applyToListener(int fd, boolean v6, ListenerOptions options) throws IOException {
        set(fd, SOL_SOCKET, SO_REUSEADDR, 1);
        if (v6) {
            set(fd, IPPROTO_IPV6, IPV6_V6ONLY, 0);
        }
        if (options.reusePort()) {
            set(fd, SOL_SOCKET, SO_REUSEPORT, 1);
        }
        SocketSettings settings = options.stream().socket();
        applyBuffers(fd, settings);
        if (settings.noDelay()) {
            set(fd, IPPROTO_TCP, TCP_NODELAY, 1);
        }
        applyKeepAlive(fd, settings.keepAlive());
        Duration linger = settings.linger();
        if (linger != null) {
            set(fd, SOL_SOCKET, SO_LINGER, 1, (int)
                    linger.plusNanos(999_999_999).toSeconds());
        }
    }

    private static void applyKeepAlive(int fd, KeepAlive keepAlive) throws IOException {
        if (keepAlive.enabled()) {
            set(fd, SOL_SOCKET, SO_KEEPALIVE, 1);
            setPositive(fd, TCP_KEEPIDLE, keepAlive.idleSeconds());
            setPositive(fd, TCP_KEEPINTVL, keepAlive.intervalSeconds());
            setPositive(fd, TCP_KEEPCNT, keepAlive.count());
        }
    }

    private static void setPositive(int fd, int option, int value) throws IOException {
        if (value > 0) {
            set(fd, IPPROTO_TCP, option, value);
        }
    }

    /** Sets the options that a Unix domain socket has, too; its connections do not inherit them. */
    static void applyBuffers(int fd, SocketSettings settings) throws IOException {
        if (settings.receiveBuffer() > 0) {
            set(fd, SOL_SOCKET, SO_RCVBUF, settings.receiveBuffer());
        }
        if (settings.sendBuffer() > 0) {
            set(fd, SOL_SOCKET, SO_SNDBUF, settings.sendBuffer());
        }
    }

    /** Makes the close a reset. A Unix domain socket ignores it. */
    static void resetOnClose(int fd) throws IOException {
        set(fd, SOL_SOCKET, SO_LINGER, 1, 0);
    }

    private static void set(int fd, int level, int option, int... value) throws IOException {
        MemorySegment errno = NativeFunction.newErrno();
        int result = SocketCalls.setsockopt(errno, fd, level, option, value);
        if (result < 0) {
            throw Errno.exception(-result);
        }
    }
}
