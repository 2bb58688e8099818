package dev.weir.frame;

/** Which framing of RFC 6587 syslog messages have. */
public enum OctetCounting {
    /** Decided for each message by its first byte: a digit begins a length. Messages are written with their length. */
    AUTO,
    /** The length of each message precedes it. */
    REQUIRED,
    /** A line feed ends each message. */
    OFF
}
