package dev.weir.test.verifier;

import static dev.weir.test.verifier.VerifierCases.verifier;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.weir.frame.Found;
import dev.weir.frame.FrameError;
import dev.weir.frame.FrameException;
import dev.weir.frame.FrameFormat;
import dev.weir.frame.FrameSink;
import dev.weir.test.FrameFormatVerifier;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

/** The verifier accepts what is right; examples, skipped bytes and any input can be given to it. */
class FrameFormatVerifierTests {

    @Test
    void acceptsAFormatWithoutFaults() {
        verifier(new Netstring()).verify();
    }

    @Test
    void aPayloadThatIsCompletedIsAFaultUnlessItIsAllowed() {
        FrameFormat format = FrameFormat.delimited(20, "#").withKeep(true);
        var strict = FrameFormatVerifier.of(format).example("hello#", "hello#");
        assertThatExceptionOfType(AssertionError.class).isThrownBy(strict::verify);
        FrameFormatVerifier.of(format).example("hello#", "hello#").rewriting().verify();
    }

    @Test
    void verifiesSkippedBytes() {
        var format = new Netstring() {
            @Override
            public Found find(ByteBuffer received, int scanned) throws FrameException {
                return received.get(received.position()) == '\n' ? new Found.Nothing(1) : super.find(received, scanned);
            }
        };
        verifier(format).skipped("\n").verify();
        assertThatExceptionOfType(AssertionError.class)
                .isThrownBy(() -> verifier(format).skipped("\r").verify())
                .withMessageContaining("is rejected");
    }

    @Test
    void verifiesAnyInputForFuzzTests() {
        byte[] input = "3:one,2:xx;".getBytes(ISO_8859_1);
        FrameFormatVerifier.of(new Netstring()).verifyInput(input);
        FrameFormatVerifier.of(new Netstring()).verifyInput(new byte[0]);
        var faulty = new Netstring() {
            @Override
            void requireComma(ByteBuffer received, int index) {
                if (received.get(received.position() + index) != ',') {
                    throw new IllegalStateException("no comma");
                }
            }
        };
        assertThatExceptionOfType(AssertionError.class)
                .isThrownBy(() -> FrameFormatVerifier.of(faulty).verifyInput(input))
                .withMessageContaining("only a FrameException may be thrown");
    }

    @Test
    void verifiesThatWhatInputHasShownCanBeWritten() {
        var faulty = new Netstring() {
            @Override
            public void wrap(ByteBuffer payload, FrameSink sink) throws IOException {
                sink.put(payload);
            }
        };
        assertThatExceptionOfType(AssertionError.class)
                .isThrownBy(() -> FrameFormatVerifier.of(faulty).verifyInput("3:one,".getBytes(ISO_8859_1)))
                .withMessageContaining("what wrap has written is not read as");
    }

    @Test
    void rejectsAMessageThatRepeatsThePeersBytes() {
        var leaking = new Netstring() {
            @Override
            void requireDigit(byte digit) throws FrameException {
                throw new FrameException(FrameError.MALFORMED, "not a digit: " + (char) digit);
            }
        };
        assertThatExceptionOfType(AssertionError.class)
                .isThrownBy(() -> FrameFormatVerifier.of(leaking).verifyInput(new byte[] {0}))
                .withMessageContaining("other than ASCII");
    }

    @Test
    void needsAnExampleAndAMaximumThatCanBeReached() {
        assertThatIllegalStateException()
                .isThrownBy(() -> FrameFormatVerifier.of(new Netstring()).verify());
        assertThatIllegalArgumentException().isThrownBy(() -> FrameFormatVerifier.of(FrameFormat.lines(2_000_000)));
    }
}
