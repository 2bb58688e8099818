package dev.weir.observe;

/** Why a listener is not accepting connections. */
public enum PauseReason implements Labelled {
    /** An operator paused it. */
    ADMIN,
    /** The process is out of file descriptors. */
    FD_LIMIT,
    /** It is draining. */
    DRAIN,
    /** The accept thread is blocked, by an executor that blocks for example. */
    STUCK
}
