package dev.weir.client;

import dev.weir.observe.Labelled;

/** How a client's callers share its connections. */
public enum ClientMode implements Labelled {
    /** Up to {@link PoolOptions#max} connections, opened on demand and kept for other callers. */
    POOLED,
    /** One connection that stays open, with requests of several callers in flight at once. For frames only. */
    SHARED,
    /** One connection, and one caller at a time. */
    SINGLE
}
