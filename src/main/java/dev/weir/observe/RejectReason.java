package dev.weir.observe;

/** Why a connection was turned away before any work was done for it. */
public enum RejectReason implements Labelled {
    /** The listener has as many connections as it may have. */
    MAX_CONNECTIONS,
    /** All listeners together have as many connections as the process may have. */
    MAX_PROCESS,
    /** This client has as many connections as one client may have. */
    MAX_PER_CLIENT,
    /** Connections arrive faster than {@code accept-rate}. */
    RATE,
    /** The access lists do not admit the client. */
    DENIED,
    /** The listener is draining. */
    DRAINING,
    /** A PROXY protocol header is missing, broken or not trusted. */
    PROXY_PROTOCOL
}
