package dev.weir.snippets;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.weir.frame.FrameFormat;
import dev.weir.test.FrameFormatVerifier;
import org.junit.jupiter.api.Test;

/** The example of docs/testing.md for formats. */
class FormatExampleTests {

    @Test
    void verifiesAFormat() {
        FrameFormatVerifier.of(FrameFormat.lines(100))
                .example("hello\n".getBytes(US_ASCII), "hello".getBytes(US_ASCII))
                .verify();
    }
}
