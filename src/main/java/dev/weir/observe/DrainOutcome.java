package dev.weir.observe;

/** What became of a connection that was open when its listener began to drain. */
public enum DrainOutcome implements Labelled {
    /** Its handler finished. */
    DRAINED,
    /** It was closed when the time was up. */
    FORCED
}
