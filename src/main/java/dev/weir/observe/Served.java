package dev.weir.observe;

/** How a listener's streams are served. */
public enum Served {
    /** A handler reads and writes bytes. */
    BYTES,
    /** The streams consist of frames, which are counted too. */
    FRAMES,
    /** The streams are forwarded to targets. */
    FORWARDED
}
