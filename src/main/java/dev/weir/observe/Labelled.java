package dev.weir.observe;

import java.util.Locale;

/** An enum whose constants metrics, endpoints and logs call by their lower-case names. */
public interface Labelled {

    /** The constant's own name; every enum has it. */
    String name();

    /** The name that outsiders see: {@code peer_closed}. */
    default String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
