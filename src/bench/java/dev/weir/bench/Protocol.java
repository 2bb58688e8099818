package dev.weir.bench;

import java.util.Locale;

/** What a server is to speak. */
enum Protocol {
    ECHO,
    LINE,

    /** Echo over TLS. */
    TLS;

    String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
