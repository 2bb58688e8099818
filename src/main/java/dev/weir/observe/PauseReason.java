package dev.weir.observe;

/** Why a listener does not accept although its port is bound, or was just now. */
public enum PauseReason implements Labelled {
    /** An operator paused it. */
    ADMIN,
    /** The process is out of file descriptors. */
    FD_LIMIT,
    /** It is draining. */
    DRAIN,
    /** The thread that accepts is held up, by an executor that blocks for example. */
    STUCK
}
