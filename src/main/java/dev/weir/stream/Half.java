package dev.weir.stream;

/** A direction of a connection, from this side's point of view. */
public enum Half {
    /** From the peer to this side. */
    READ,
    /** From this side to the peer. */
    WRITE
}
