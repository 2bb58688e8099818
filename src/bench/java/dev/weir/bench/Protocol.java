package dev.weir.bench;

import java.util.Locale;

/** What a server is to speak. */
enum Protocol {
    ECHO,
    LINE;

    String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
