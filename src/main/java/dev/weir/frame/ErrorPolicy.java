package dev.weir.frame;

/** What follows an exception of a handler or a conversion that {@link FrameHandler#onError} has not turned into a reply. */
public enum ErrorPolicy {
    /** The connection ends. */
    CLOSE,
    /** The next frame is handled. Exceptions caused by the connection or by the peer's breach of protocol end it even so. */
    CONTINUE
}
