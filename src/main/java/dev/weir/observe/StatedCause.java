package dev.weir.observe;

/**
 * An exception that states why a handler's connection ends, where this is neither the handler's fault nor visible on the
 * connection itself: a forwarded connection whose target is gone, for example. It is not logged as a failure of the handler.
 */
public interface StatedCause {

    /** The cause that the connection ends with, unless an event before has set another. */
    CloseCause closeCause();
}
