package dev.weir.stream;

/** One direction of a connection, seen from this side. */
public enum Half {
    /** From the peer to us. */
    READ,
    /** From us to the peer. */
    WRITE
}
