package dev.weir.observe;

import java.util.Locale;

/** An enum whose constants appear in metrics, endpoints and logs by their lower-case names. */
public interface Labelled {

    /** The constant's own name; every enum has it. */
    String name();

    /** The lower-case name, such as {@code peer_closed}. */
    default String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
