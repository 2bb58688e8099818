package dev.weir.test.verifier;

import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.weir.frame.FrameFormat;
import dev.weir.test.FrameFormatVerifier;

/** Verifiers with examples, and what they say of a faulty format. */
final class VerifierCases {

    private VerifierCases() {}

    /** A verifier of a {@link Netstring}. */
    static FrameFormatVerifier verifier(FrameFormat format) {
        return FrameFormatVerifier.of(format)
                .example("5:hello,", "hello")
                .example("13:Hello, world!,", "Hello, world!");
    }

    /** Asserts that the verifier finds a fault in a {@link Netstring} or in {@link Lines}. */
    static void assertFault(String message, FrameFormat format) {
        FrameFormatVerifier verifier =
                format instanceof Lines ? FrameFormatVerifier.of(format).example("hello\n", "hello") : verifier(format);
        assertThatExceptionOfType(AssertionError.class)
                .isThrownBy(verifier::verify)
                .withMessageContaining(message);
    }
}
