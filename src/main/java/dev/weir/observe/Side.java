package dev.weir.observe;

/** Who shut down its write direction. */
public enum Side implements Labelled {
    /** The handler. */
    LOCAL,
    /** The peer. */
    REMOTE
}
