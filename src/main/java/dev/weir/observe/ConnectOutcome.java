package dev.weir.observe;

/** How an attempt to connect to a target ended. */
public enum ConnectOutcome implements Labelled {
    SUCCESS,
    /** The target's host refused the connection: nothing listens there. */
    REFUSED,
    TIMEOUT,
    /** The target's name has no address. */
    UNRESOLVED,
    /** The TLS handshake failed, or the certificate is not the target's. */
    TLS_ERROR,
    ERROR
}
