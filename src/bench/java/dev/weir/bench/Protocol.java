package dev.weir.bench;

import java.util.Locale;

/** What a server is to speak. */
enum Protocol {
    ECHO,

    /** A line back for each line, after a plus sign; both end with CR LF. */
    LINE,

    /** Each frame back; a length of four bytes, big-endian, precedes the payload. */
    LENGTH,

    /** Each line back; lines end with LF. */
    LF,

    /** Echo over TLS. */
    TLS,

    /** Each connection forwarded to a target, whose port is {@code {target}} in a command. */
    FORWARD,

    /** A client, which calls that target and is told by its port how many callers it has. */
    CALL;

    String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
