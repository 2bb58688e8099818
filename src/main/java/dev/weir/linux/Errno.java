package dev.weir.linux;

import java.io.IOException;
import java.net.BindException;
import java.net.SocketException;

/**
 * Error numbers (errno(3)), the same on x86-64 and aarch64, and the exceptions for them. Messages are English whatever the
 * language of the system, and those of the JDK where it has its own.
 */
final class Errno {

    static final int EPERM = 1;
    static final int EINTR = 4;
    static final int EBADF = 9;
    static final int EAGAIN = 11;
    static final int ENOSYS = 38;
    static final int EAFNOSUPPORT = 97;
    static final int ECONNRESET = 104;
    static final int ENOTCONN = 107;

    private static final int ENOENT = 2;
    private static final int ENOMEM = 12;
    private static final int EACCES = 13;
    private static final int ENOTDIR = 20;
    private static final int EINVAL = 22;
    private static final int ENFILE = 23;
    private static final int EMFILE = 24;
    private static final int ENOSPC = 28;
    private static final int EROFS = 30;
    private static final int EPIPE = 32;
    private static final int ELOOP = 40;
    private static final int ENONET = 64;
    private static final int EPROTO = 71;
    private static final int ENOPROTOOPT = 92;
    private static final int EOPNOTSUPP = 95;
    private static final int EADDRINUSE = 98;
    private static final int EADDRNOTAVAIL = 99;
    private static final int ENETDOWN = 100;
    private static final int ENETUNREACH = 101;
    private static final int ECONNABORTED = 103;
    private static final int ENOBUFS = 105;
    private static final int ETIMEDOUT = 110;
    private static final int EHOSTDOWN = 112;
    private static final int EHOSTUNREACH = 113;

    private Errno() {}

    static SocketException exception(int errno) {
        return new SocketException(message(errno));
    }

    /** An address that cannot be bound is a {@link BindException}, as with the JDK. */
    static SocketException bindException(int errno) {
        return switch (errno) {
            case EADDRINUSE, EADDRNOTAVAIL, EACCES, EPERM -> new BindException(message(errno));
            default -> exception(errno);
        };
    }

    /**
     * Network errors that are already pending on a new connection come from accept4(2) too, which says to retry: the connection is
     * lost, and the listener is not affected.
     */
    static IOException acceptException(int errno) {
        return switch (errno) {
            case ECONNABORTED,
                    EPROTO,
                    EPERM,
                    ENOPROTOOPT,
                    EOPNOTSUPP,
                    ENETDOWN,
                    ENETUNREACH,
                    EHOSTDOWN,
                    EHOSTUNREACH,
                    ENONET,
                    ETIMEDOUT -> new SocketException("Software caused connection abort");
            default -> exception(errno);
        };
    }

    private static String message(int errno) {
        return switch (errno) {
            case EPERM -> "Operation not permitted";
            case ENOENT -> "No such file or directory";
            case EBADF -> "Bad file descriptor";
            case ENOMEM -> "Cannot allocate memory";
            case EACCES -> "Permission denied";
            case ENOTDIR -> "Not a directory";
            case EINVAL -> "Invalid argument";
            case ENFILE -> "Too many open files in system";
            case EMFILE -> "Too many open files";
            case ENOSPC -> "Too many descriptors are watched (/proc/sys/fs/epoll/max_user_watches)";
            case EROFS -> "Read-only file system";
            case EPIPE -> "Broken pipe";
            case ENOSYS -> "Function not implemented";
            case ELOOP -> "Too many levels of symbolic links";
            case EAFNOSUPPORT -> "Address family not supported by protocol";
            case EADDRINUSE -> "Address already in use";
            case EADDRNOTAVAIL -> "Cannot assign requested address";
            case ENETDOWN -> "Network is down";
            case ENETUNREACH -> "Network is unreachable";
            case ECONNRESET -> "Connection reset";
            case ENOBUFS -> "No buffer space available";
            case ETIMEDOUT -> "Connection timed out";
            case EHOSTDOWN -> "Host is down";
            case EHOSTUNREACH -> "No route to host";
            default -> "System call failed with errno " + errno;
        };
    }
}
