package dev.weir.observe;

import java.io.IOException;

/**
 * Kinds of I/O errors on a connection. The JDK has no types for most of these: an error of the operating system (errno(3))
 * reaches Java as a message only.
 */
public enum IoFailure implements Labelled {
    /** The peer reset the connection, or has closed it (ECONNRESET, EPIPE). */
    RESET,
    /** The peer stopped answering: its host is gone, or the network dropped everything (ETIMEDOUT). */
    TIMED_OUT,
    /** No route to the peer (EHOSTUNREACH, ENETUNREACH). */
    UNREACHABLE,
    /** The process or the machine is out of file descriptors (EMFILE, ENFILE). */
    NO_DESCRIPTORS,
    /** The kernel is out of memory (ENOBUFS, ENOMEM). */
    NO_MEMORY,
    /** Any other error. */
    OTHER;

    /** Classifies an exception by its message. */
    public static IoFailure of(IOException e) {
        String message = String.valueOf(e.getMessage());
        if (message.contains("reset") || message.contains("Broken pipe")) {
            return RESET;
        }
        if (message.contains("timed out")) {
            return TIMED_OUT;
        }
        if (message.contains("No route to host") || message.contains("unreachable")) {
            return UNREACHABLE;
        }
        if (message.contains("Too many open files")) {
            return NO_DESCRIPTORS;
        }
        return message.contains("No buffer space") || message.contains("Cannot allocate memory") ? NO_MEMORY : OTHER;
    }
}
