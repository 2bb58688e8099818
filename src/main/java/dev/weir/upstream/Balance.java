package dev.weir.upstream;

/** How a target is chosen among those that are up. */
public enum Balance {
    /** One after the other. */
    ROUND_ROBIN,
    /** The first one in the settings; another only while it is down. */
    FIRST,
    /** The one with the fewest open connections of this process. */
    LEAST_CONNECTIONS,
    RANDOM,
    /** The same target for the same client IP address, as long as it is up. Other clients keep theirs when a target goes down. */
    SOURCE_HASH
}
