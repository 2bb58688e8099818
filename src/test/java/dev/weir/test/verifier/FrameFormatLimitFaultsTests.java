package dev.weir.test.verifier;

import static dev.weir.test.verifier.VerifierCases.assertFault;
import static dev.weir.test.verifier.VerifierCases.verifier;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.weir.frame.FrameException;
import dev.weir.frame.FrameSink;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** The verifier finds formats without a limit: of payloads, headers, memory or time. */
class FrameFormatLimitFaultsTests {

    @Test
    void findsAFrameAboveTheMaximum() {
        assertFault("a payload of 13 bytes was found, and the maximum is 12", new Netstring() {
            @Override
            void requireAtMostMax(int length) {}

            @Override
            public int max() {
                return 12;
            }
        });
    }

    @Test
    void findsAMaximumThatIsOneTooSmall() {
        assertFault("a payload of the maximum length, 20 bytes, is not read", new Netstring() {
            @Override
            void requireAtMostMax(int length) throws FrameException {
                super.requireAtMostMax(length + 1);
            }
        });
    }

    @Test
    void findsAFormatThatCannotWriteTheMaximum() {
        assertFault("a payload of the maximum length, 20 bytes, cannot be written", new Netstring() {
            @Override
            public void wrap(ByteBuffer payload, FrameSink sink) throws IOException {
                refuseIf(payload.remaining() == max());
                super.wrap(payload, sink);
            }
        });
    }

    @Test
    void findsAHeaderWithoutLimit() {
        assertFault("there is no limit", new Netstring() {
            @Override
            int maxDigits() {
                return Integer.MAX_VALUE;
            }
        });
    }

    @Test
    void findsWhatAllocatesAnAnnouncedLength() {
        assertFault("a call has allocated", new Netstring() {
            @Override
            void requireAtMostMax(int length) throws FrameException {
                byte[] early = new byte[Math.min(length, 1_000_000)];
                super.requireAtMostMax(early.length);
            }
        });
    }

    @Test
    void findsAnyOtherException() {
        assertFault("only a FrameException may be thrown, not java.lang.NumberFormatException", new Netstring() {
            @Override
            void requireDigit(byte digit) {
                if (digit < '0' || digit > '9') {
                    throw new NumberFormatException("no digit");
                }
            }
        });
    }

    @Test
    void findsAnEndlessLoop() {
        var endless = new Netstring() {
            @Override
            void requireDigit(byte digit) throws FrameException {
                while (digit > '9' && !Thread.currentThread().isInterrupted()) {
                    Thread.onSpinWait();
                }
                super.requireDigit(digit);
            }
        };
        assertThatExceptionOfType(AssertionError.class)
                .isThrownBy(
                        () -> verifier(endless).timeout(Duration.ofSeconds(2)).verify())
                .withMessageContaining("has not come to an end in PT2S");
    }
}
