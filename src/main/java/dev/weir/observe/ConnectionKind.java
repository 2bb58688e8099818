package dev.weir.observe;

/** What a connection is for. */
public enum ConnectionKind {
    /** Accepted from a client. */
    CLIENT,
    /** Accepted from a balancer, which has declared it its own (PROXY protocol's LOCAL). */
    HEALTH_CHECK,
    /** Opened by this process to a target. */
    UPSTREAM
}
