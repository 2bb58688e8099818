package dev.weir.frame;

/** The order of replies when several frames of a connection are handled at once. */
public enum ReplyOrder {
    /** The order of the frames that they reply to. */
    REQUEST,
    /** The order in which they are ready; a reply names its request by other means. */
    COMPLETION
}
