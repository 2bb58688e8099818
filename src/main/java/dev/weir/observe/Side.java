package dev.weir.observe;

import java.util.Locale;

/** Who shut down its write direction. */
public enum Side {
    /** The handler. */
    LOCAL,
    /** The peer. */
    REMOTE;

    private final String label = name().toLowerCase(Locale.ROOT);

    /** The name that metrics use. */
    public String label() {
        return label;
    }
}
