package dev.weir.observe;

/** The direction of a frame. */
public enum FrameDirection implements Labelled {
    /** From the client. */
    IN,
    /** To the client. */
    OUT
}
