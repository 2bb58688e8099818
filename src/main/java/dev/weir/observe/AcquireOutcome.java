package dev.weir.observe;

/** How a caller's wait for a client's connection ended. */
public enum AcquireOutcome implements Labelled {
    ACQUIRED,
    /** No connection became free in time. */
    TIMEOUT,
    /** Too many callers waited already. */
    REJECTED
}
