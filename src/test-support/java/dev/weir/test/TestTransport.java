package dev.weir.test;

/** What a test's clients and the listeners are connected by. */
public enum TestTransport {
    /** Memory: no port is bound and no packet sent. Streams behave as over TCP, back pressure, half-close and reset included. */
    MEMORY,
    /** A free port of 127.0.0.1 for each listener, whatever the application's settings say. */
    PORT
}
