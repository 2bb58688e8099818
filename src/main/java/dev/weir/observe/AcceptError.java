package dev.weir.observe;

import java.util.Locale;

/** Why accepting a connection failed. */
public enum AcceptError {
    /** The process or the machine is out of file descriptors (EMFILE, ENFILE). */
    FD_LIMIT,
    /** The peer was gone before it was accepted (ECONNABORTED). */
    ABORTED,
    /** The kernel is out of memory (ENOBUFS, ENOMEM), or a thread or an executor refused. */
    RESOURCE,
    /** Anything else. */
    OTHER;

    private final String label = name().toLowerCase(Locale.ROOT);

    /** The name that metrics use. */
    public String label() {
        return label;
    }
}
