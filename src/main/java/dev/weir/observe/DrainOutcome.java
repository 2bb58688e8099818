package dev.weir.observe;

/** How a connection ended that was open when its listener began to drain. */
public enum DrainOutcome implements Labelled {
    /** Its handler finished. */
    DRAINED,
    /** It was closed at the end of the grace period. */
    FORCED
}
