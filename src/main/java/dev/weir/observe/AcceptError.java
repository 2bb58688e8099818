package dev.weir.observe;

/** Why accepting a connection failed. */
public enum AcceptError implements Labelled {
    /** The process or the machine is out of file descriptors (EMFILE, ENFILE). */
    FD_LIMIT,
    /** The client aborted the connection before it was accepted (ECONNABORTED). */
    ABORTED,
    /** The kernel is out of memory (ENOBUFS, ENOMEM), or a thread or an executor refused. */
    RESOURCE,
    /** Any other error. */
    OTHER
}
