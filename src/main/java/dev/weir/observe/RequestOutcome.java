package dev.weir.observe;

/** How a client's request ended. */
public enum RequestOutcome implements Labelled {
    REPLIED,
    /** There was no reply in time. */
    TIMEOUT,
    /** The connection ended, or the caller was interrupted, before the reply. */
    CLOSED,
    /** The request was not sent: it has no connection or no form as a frame. */
    REJECTED
}
