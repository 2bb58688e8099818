package dev.weir.observe;

/** The side that shut down its write direction. */
public enum Side implements Labelled {
    /** The handler. */
    LOCAL,
    /** The peer. */
    REMOTE
}
