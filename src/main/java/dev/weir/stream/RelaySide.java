package dev.weir.stream;

/** A side of a {@link Relay}. */
public enum RelaySide {
    /** The side that asked for the connection. */
    CLIENT,
    /** The side that the connection is passed on to. */
    UPSTREAM;

    /** The side in prose, for messages. */
    String text() {
        return switch (this) {
            case CLIENT -> "the client";
            case UPSTREAM -> "the upstream";
        };
    }
}
