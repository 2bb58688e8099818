package dev.weir.test;

import java.io.IOException;

/** The failures of expectations on bytes. */
final class Expectation {

    private Expectation() {}

    /** Shows both sides, and why it failed. */
    static AssertionError failure(byte[] expected, byte[] actual, String reason) {
        return failure(HexDump.of(expected), actual, reason);
    }

    /** Describes what was expected, shows what has come, and why it failed. */
    static AssertionError failure(String expected, byte[] actual, String reason) {
        return new AssertionError("%s%nexpected:%s%nbut received:%s".formatted(reason, expected, HexDump.of(actual)));
    }

    /** Shows what had come before the connection failed. */
    static AssertionError failure(byte[] actual, IOException e) {
        return new AssertionError(
                "the connection failed: %s%nreceived before:%s".formatted(e.getMessage(), HexDump.of(actual)), e);
    }
}
