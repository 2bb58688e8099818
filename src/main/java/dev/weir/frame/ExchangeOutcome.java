package dev.weir.frame;

/** How the handling of a frame ended. */
public enum ExchangeOutcome {
    /** A reply was written. */
    REPLIED,
    /** There was no reply. */
    SILENT,
    /** The handler or a conversion failed. */
    ERROR
}
