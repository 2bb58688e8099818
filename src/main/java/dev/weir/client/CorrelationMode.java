package dev.weir.client;

import dev.weir.observe.Labelled;

/** How a reply is assigned to its request. */
public enum CorrelationMode implements Labelled {
    /** Replies arrive in the order of the requests on their connection. */
    IN_ORDER,
    /** A {@link Correlation} finds the same key in both. */
    BY_KEY,
    /** There are no replies: every frame that is received is unsolicited. */
    NONE
}
