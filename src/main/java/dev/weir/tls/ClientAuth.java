package dev.weir.tls;

/** What a server wants of its clients' certificates. */
public enum ClientAuth {
    /** Does not ask for one. */
    NONE,
    /** Asks; a client may have none, but not one that isn't trusted. */
    WANT,
    /** Asks, and ends a handshake without one that is trusted. */
    NEED
}
