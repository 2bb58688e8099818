package dev.weir.tls;

/** Whether a server requests certificates of its clients. */
public enum ClientAuth {
    /** Requests no certificate. */
    NONE,
    /** Requests a certificate. A client may send none, but not an untrusted one. */
    WANT,
    /** Requires a trusted certificate: the handshake fails without one. */
    NEED
}
