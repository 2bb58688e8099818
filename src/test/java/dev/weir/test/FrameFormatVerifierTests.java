package dev.weir.test;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.weir.frame.Found;
import dev.weir.frame.FrameError;
import dev.weir.frame.FrameException;
import dev.weir.frame.FrameFormat;
import dev.weir.frame.FrameSink;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** The verifier finds each kind of fault. Every format here is {@link Netstring} with one fault. */
class FrameFormatVerifierTests {

    @Test
    void acceptsAFormatWithoutFaults() {
        verifier(new Netstring()).verify();
    }

    @Test
    void findsAFrameThatIsReadWrongly() {
        assertFault("instead of 1, or with another payload", new Netstring() {
            @Override
            Found found(int start, int length) {
                return new Found.Frame(start, Math.max(0, length - 1), start + length + 1);
            }
        });
    }

    @Test
    void showsTheBytesInAHexDump() {
        assertFault("%n0000  35 3a 68 65 6c 6c 6f 2c                          5:hello,".formatted(), new Netstring() {
            @Override
            Found found(int start, int length) {
                return new Found.Frame(start, 0, start + length + 1);
            }
        });
    }

    @Test
    void findsAFrameThatTakesTheNextOne() {
        assertFault("three times in one segment", new Netstring() {
            @Override
            public Found find(ByteBuffer received, int scanned) throws FrameException {
                return switch (super.find(received, scanned)) {
                    case Found.Frame(int start, int length, int _) ->
                        new Found.Frame(start, length, received.remaining());
                    case Found other -> other;
                };
            }
        });
    }

    @Test
    void findsAMarkThatIsMissedWhereSegmentsMeet() {
        assertFault("an example that arrives byte by byte is rejected", new Netstring() {
            @Override
            public Found find(ByteBuffer received, int scanned) throws FrameException {
                if (received.remaining() == 2) {
                    throw new FrameException(FrameError.MALFORMED, "two bytes");
                }
                return super.find(received, scanned);
            }
        });
    }

    @Test
    void findsALengthThatIsTakenBeforeItIsComplete() {
        assertFault("an example that arrives", new Netstring() {
            @Override
            public Found find(ByteBuffer received, int scanned) throws FrameException {
                // Takes the first digit for the length when no other has arrived.
                int digit = received.get(received.position()) - '0';
                return received.remaining() == 1 && digit == 1
                        ? new Found.Frame(0, 1, 1)
                        : super.find(received, scanned);
            }
        });
    }

    @Test
    void findsAScannedThatHidesBytes() {
        assertFault("but with scanned = 1", new Netstring() {
            @Override
            public Found find(ByteBuffer received, int scanned) throws FrameException {
                return scanned > 0 && received.remaining() == 8
                        ? new Found.Incomplete(scanned, 9)
                        : super.find(received, scanned);
            }

            @Override
            Found incomplete(int atLeast) {
                return new Found.Incomplete(1, atLeast);
            }
        });
    }

    @Test
    void findsAScannedOfMoreThanThereIs() {
        assertFault("scanned = 1000 of", new Netstring() {
            @Override
            Found incomplete(int atLeast) {
                return new Found.Incomplete(1000, atLeast);
            }
        });
    }

    @Test
    void findsAnAtLeastThatIsTooLarge() {
        assertFault("bytes suffice for Frame", new Netstring() {
            @Override
            Found incomplete(int atLeast) {
                return new Found.Incomplete(0, atLeast + 10);
            }
        });
    }

    @Test
    void findsAnAtLeastThatHasBeenReceived() {
        assertFault("atLeast = 0, but", new Netstring() {
            @Override
            Found incomplete(int atLeast) {
                return new Found.Incomplete(0, 0);
            }
        });
    }

    @Test
    void findsAFrameOfMoreBytesThanThereAre() {
        assertFault("a frame of 8 bytes was found in", new Netstring() {
            @Override
            Found incomplete(int atLeast) {
                return new Found.Frame(0, 0, 8);
            }
        });
    }

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

    @Test
    void findsAChangedPosition() {
        assertFault("the buffer's position or limit was changed", new Netstring() {
            @Override
            public Found find(ByteBuffer received, int scanned) throws FrameException {
                Found found = super.find(received, scanned);
                received.get();
                return found;
            }
        });
    }

    @Test
    void findsChangedBytes() {
        assertFault("the received bytes were changed", new Netstring() {
            @Override
            public Found find(ByteBuffer received, int scanned) throws FrameException {
                if (!received.isReadOnly()) {
                    received.put(received.position(), (byte) 'x');
                }
                return new Found.Incomplete(0, received.remaining() + 1);
            }
        });
    }

    @Test
    void findsAnIndexThatDoesNotCountFromThePosition() {
        assertFault("", new Netstring() {
            @Override
            public Found find(ByteBuffer received, int scanned) throws FrameException {
                return super.find(received.duplicate().position(0), scanned);
            }
        });
    }

    @Test
    void findsADamagedFrameThatIsReadAccordingToItsSegments() {
        assertFault("read otherwise", new Netstring() {
            @Override
            void requireComma(ByteBuffer received, int index) throws FrameException {
                if (received.remaining() > index + 1) {
                    super.requireComma(received, index);
                }
            }
        });
    }

    @Test
    void findsAPayloadThatInjectsAFrame() {
        assertFault("what wrap has written is not read as", new Lines() {
            @Override
            void check(ByteBuffer payload) {
                requireAtMostMax(payload);
            }
        });
    }

    @Test
    void findsAPayloadThatIsChanged() {
        assertFault("what wrap has written is not read as", new Netstring() {
            @Override
            public void wrap(ByteBuffer payload, FrameSink sink) throws IOException {
                byte[] copy = new byte[payload.remaining()];
                payload.get(copy);
                super.wrap(ByteBuffer.wrap(new String(copy, ISO_8859_1).strip().getBytes(ISO_8859_1)), sink);
            }
        });
    }

    @Test
    void findsAMissingEnd() {
        assertFault("what wrap has written is not read as", new Lines() {
            @Override
            public void wrap(ByteBuffer payload, FrameSink sink) throws IOException {
                check(payload);
                sink.put(payload);
            }
        });
    }

    @Test
    void findsARefusalAfterTheFirstByte() {
        assertFault("wrap has refused a payload after it had put 1 bytes", new Lines() {
            @Override
            public void wrap(ByteBuffer payload, FrameSink sink) throws IOException {
                if (payload.hasRemaining()) {
                    sink.put(payload.get(payload.position()));
                }
                check(payload);
                sink.put(payload.position(Math.min(payload.limit(), payload.position() + 1)));
                sink.put('\n');
            }
        });
    }

    @Test
    void findsAnotherExceptionOfWrap() {
        assertFault("wrap may throw an IllegalArgumentException, not", new Netstring() {
            @Override
            void refuseIf(boolean refused) {
                if (refused) {
                    throw new IllegalStateException("refused");
                }
            }
        });
    }

    @Test
    void findsAWrapThatTakesMoreThanTheMaximum() {
        assertFault("wrap has accepted a payload of 21 bytes", new Netstring() {
            @Override
            void refuseIf(boolean refused) {}
        });
    }

    @Test
    void findsAFormatThatWritesNoExample() {
        assertFault("the payload of no example can be written", new Netstring() {
            @Override
            public void wrap(ByteBuffer payload, FrameSink sink) throws IOException {
                refuseIf(payload.hasRemaining() && "hH".indexOf(payload.get(payload.position())) >= 0);
                super.wrap(payload, sink);
            }
        });
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

    @Test
    void aHexDumpShowsRowsAndCutsLongInput() {
        assertThat(HexDump.of(new byte[0])).isEqualTo(" no bytes");
        String dump = HexDump.of("0123456789abcdef\n".getBytes(ISO_8859_1));
        assertThat(dump.lines().toList())
                .containsExactly(
                        "",
                        "0000  30 31 32 33 34 35 36 37 38 39 61 62 63 64 65 66  0123456789abcdef",
                        "0010  0a                                               .");
        assertThat(HexDump.of(new byte[513])).endsWith("... 513 bytes in all");
    }

    private static FrameFormatVerifier verifier(FrameFormat format) {
        return FrameFormatVerifier.of(format)
                .example("5:hello,", "hello")
                .example("13:Hello, world!,", "Hello, world!");
    }

    private static void assertFault(String message, FrameFormat format) {
        FrameFormatVerifier verifier =
                format instanceof Lines ? FrameFormatVerifier.of(format).example("hello\n", "hello") : verifier(format);
        assertThatExceptionOfType(AssertionError.class)
                .isThrownBy(verifier::verify)
                .withMessageContaining(message);
    }

    /** Frames of the form {@code 5:hello,} (D. J. Bernstein, Netstrings). */
    private static class Netstring implements FrameFormat {

        @Override
        public Found find(ByteBuffer received, int scanned) throws FrameException {
            int length = 0;
            int at = 0;
            for (; at < received.remaining() && byteAt(received, at) != ':'; at++) {
                requireDigit(byteAt(received, at));
                if (at >= maxDigits()) {
                    throw new FrameException(FrameError.MALFORMED, "the length has too many digits");
                }
                length = length * 10 + byteAt(received, at) - '0';
            }
            if (at == received.remaining()) {
                return incomplete(at + 1);
            }
            requireAtMostMax(length);
            int total = at + 1 + length + 1;
            if (received.remaining() < total) {
                return incomplete(total);
            }
            requireComma(received, total - 1);
            return found(at + 1, length);
        }

        private static byte byteAt(ByteBuffer bytes, int index) {
            return bytes.get(bytes.position() + index);
        }

        void requireDigit(byte digit) throws FrameException {
            if (digit < '0' || digit > '9') {
                throw new FrameException(FrameError.MALFORMED, "no digit");
            }
        }

        int maxDigits() {
            return 9;
        }

        void requireComma(ByteBuffer received, int index) throws FrameException {
            if (byteAt(received, index) != ',') {
                throw new FrameException(FrameError.MALFORMED, "no comma");
            }
        }

        void requireAtMostMax(int length) throws FrameException {
            if (length > max()) {
                throw FrameException.tooLarge(max());
            }
        }

        Found incomplete(int atLeast) {
            return new Found.Incomplete(0, atLeast);
        }

        Found found(int start, int length) {
            return new Found.Frame(start, length, start + length + 1);
        }

        @Override
        public void wrap(ByteBuffer payload, FrameSink sink) throws IOException {
            refuseIf(payload.remaining() > max());
            sink.put((payload.remaining() + ":").getBytes(ISO_8859_1));
            sink.put(payload);
            sink.put(',');
        }

        void refuseIf(boolean refused) {
            if (refused) {
                throw new IllegalArgumentException("refused");
            }
        }

        @Override
        public int max() {
            return 20;
        }
    }

    private static class Lines implements FrameFormat {

        private final FrameFormat lines = FrameFormat.lines(20);

        @Override
        public Found find(ByteBuffer received, int scanned) throws FrameException {
            return lines.find(received, scanned);
        }

        @Override
        public Found findLast(ByteBuffer received) throws FrameException {
            return lines.findLast(received);
        }

        @Override
        public void wrap(ByteBuffer payload, FrameSink sink) throws IOException {
            check(payload);
            sink.put(payload);
            sink.put('\n');
        }

        static void requireAtMostMax(ByteBuffer payload) {
            if (payload.remaining() > 20) {
                throw new IllegalArgumentException("refused");
            }
        }

        void check(ByteBuffer payload) {
            requireAtMostMax(payload);
            byte[] bytes = new byte[payload.remaining()];
            payload.duplicate().get(bytes);
            String text = new String(bytes, ISO_8859_1);
            if (text.contains("\n") || text.endsWith("\r")) {
                throw new IllegalArgumentException("refused");
            }
        }

        @Override
        public int max() {
            return 20;
        }
    }
}
