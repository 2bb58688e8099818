package dev.weir.observe;

/** Whether a target gets new connections. */
public enum TargetState implements Labelled {
    UP,
    /** Health checks have failed. */
    DOWN,
    /** Connections to it have failed; it gets none for a while. */
    EJECTED
}
