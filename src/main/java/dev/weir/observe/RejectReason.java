package dev.weir.observe;

/** Why a connection was rejected before it reached the handler. */
public enum RejectReason implements Labelled {
    /** The listener has reached its {@code max-connections}. */
    MAX_CONNECTIONS,
    /** All listeners together have reached {@code weir.max-connections}. */
    MAX_PROCESS,
    /** This client has reached {@code max-connections-per-client}. */
    MAX_PER_CLIENT,
    /** Connections arrive faster than {@code accept-rate} allows. */
    RATE,
    /** The access lists do not admit the client. */
    DENIED,
    /** The listener is draining. */
    DRAINING,
    /** A PROXY protocol header is missing, broken or not trusted. */
    PROXY_PROTOCOL
}
