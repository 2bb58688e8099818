package dev.weir.frame;

import static dev.weir.frame.FormatProbe.assertRejected;
import static dev.weir.frame.FormatProbe.bytes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.weir.stream.Pipe;
import dev.weir.stream.TcpStream;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(value = 20, unit = TimeUnit.SECONDS)
class MllpFormatTests {

    private static final String VT = "\u000B";
    private static final String FS = "\u001C";

    private static final String HL7 =
            "MSH|^~\\&|LAB|A|EHR|B|20261127||ORU^R01|17|P|2.5\rPID|1||4711||D\u00C3\u00BCr^Eva\r";

    private static final FrameFormat LENIENT = FrameFormat.mllp(1000);
    private static final FrameFormat STRICT = FrameFormat.mllp(1000, true);

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void findsFramesHoweverTheyAreSplit(boolean strict) throws FrameException {
        FrameFormat format = FrameFormat.mllp(1000, strict);
        byte[] wire = frame(HL7);
        for (int cut = 0; cut <= wire.length; cut++) {
            byte[] head = Arrays.copyOf(wire, cut);
            byte[] tail = Arrays.copyOfRange(wire, cut, wire.length);
            assertThat(FormatProbe.find(format, head, tail)).containsExactly(HL7);
            if (cut < wire.length) {
                assertThat(FormatProbe.find(format, head)).isEmpty();
            }
            if (cut > 0 && cut < wire.length - 1) {
                assertRejected(FrameError.TRUNCATED, () -> FormatProbe.findToTheEnd(format, head));
            }
        }
        byte[] three = FormatProbe.join(wire, frame(""), wire);
        assertThat(FormatProbe.find(format, three)).containsExactly(HL7, "", HL7);
        assertThat(FormatProbe.findByteByByte(format, three)).containsExactly(HL7, "", HL7);
        assertThat(FormatProbe.wrap(format, bytes(HL7))).isEqualTo(wire);
    }

    @ParameterizedTest
    @ValueSource(strings = {"\r", "\n", ""})
    void aFrameEndsWhereTheNextBeginsOrALineEnds(String end) throws FrameException {
        byte[] wire = bytes(VT + "a" + FS + end + VT + "b" + FS + end + VT + "c" + FS + end + VT);
        assertThat(FormatProbe.find(LENIENT, wire)).containsExactly("a", "b", "c");
        assertThat(FormatProbe.findByteByByte(LENIENT, wire)).containsExactly("a", "b", "c");
        if (!end.equals("\r")) {
            assertRejected(FrameError.MALFORMED, () -> FormatProbe.find(STRICT, wire));
            assertRejected(FrameError.MALFORMED, () -> FormatProbe.findByteByByte(STRICT, wire));
        }
    }

    @Test
    void aFrameEndsWhereTheInputEnds() throws FrameException {
        byte[] wire = bytes("\n" + VT + "a" + FS);
        assertThat(FormatProbe.find(LENIENT, wire)).isEmpty();
        assertThat(FormatProbe.findToTheEnd(LENIENT, wire)).containsExactly("a");
        assertRejected(FrameError.TRUNCATED, () -> FormatProbe.findToTheEnd(STRICT, bytes(VT + "a" + FS)));
    }

    @Test
    void aSeparatorInThePayloadEndsNothing() throws FrameException {
        String payload = "a" + FS + "b" + FS + FS + "c" + FS;
        assertThat(FormatProbe.find(LENIENT, frame(payload), frame(payload))).containsExactly(payload, payload);
        assertThat(FormatProbe.findByteByByte(LENIENT, frame(payload))).containsExactly(payload);
        assertThat(FormatProbe.wrap(LENIENT, bytes(payload))).isEqualTo(frame(payload));
        assertRejected(FrameError.MALFORMED, () -> FormatProbe.find(STRICT, frame(payload)));
    }

    @Test
    void strictFramesDoNotContainTheBeginningOfAnother() throws FrameException {
        byte[] wire = bytes(VT + "cut off" + VT + "b" + FS + "\r");
        assertThat(FormatProbe.find(LENIENT, wire)).containsExactly("cut off" + VT + "b");
        assertRejected(FrameError.MALFORMED, () -> FormatProbe.find(STRICT, wire));
        assertRejected(FrameError.MALFORMED, () -> FormatProbe.findByteByByte(STRICT, wire));
    }

    @ParameterizedTest
    @ValueSource(strings = {"\n", "\r\n\r\n", "noise \u001C\r"})
    void skipsNoiseBetweenFrames(String noise) throws FrameException {
        byte[] wire = FormatProbe.join(frame("a"), bytes(noise), frame("b"), bytes(noise));
        assertThat(FormatProbe.find(LENIENT, wire)).containsExactly("a", "b");
        assertThat(FormatProbe.findByteByByte(LENIENT, wire)).containsExactly("a", "b");
        assertThat(FormatProbe.findToTheEnd(LENIENT, wire)).containsExactly("a", "b", "-" + noise.length());
        assertRejected(FrameError.MALFORMED, () -> FormatProbe.find(STRICT, wire));
    }

    @Test
    void skipsOneKilobyteOfNoiseAndNoMore() throws FrameException {
        byte[] noise = bytes("x".repeat(1024));
        assertThat(FormatProbe.find(LENIENT, noise, frame("a"), noise, frame("b")))
                .containsExactly("a", "b");
        byte[] more = bytes("x".repeat(1025));
        assertThat(FormatProbe.find(LENIENT, noise)).isEmpty();
        assertRejected(FrameError.MALFORMED, () -> FormatProbe.find(LENIENT, more));
        assertRejected(FrameError.MALFORMED, () -> FormatProbe.findByteByByte(LENIENT, more));
        assertRejected(FrameError.MALFORMED, () -> FormatProbe.find(LENIENT, FormatProbe.join(more, frame("a"))));
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void allowsTheMaximumAndNoMore(boolean strict) throws FrameException {
        FrameFormat format = FrameFormat.mllp(100, strict);
        byte[] longest = frame("x".repeat(100));
        assertThat(FormatProbe.findByteByByte(format, longest)).containsExactly("x".repeat(100));
        assertThat(FormatProbe.wrap(format, bytes("x".repeat(100)))).isEqualTo(longest);
        byte[] beyond = bytes(VT + "x".repeat(101));
        assertRejected(FrameError.TOO_LARGE, () -> FormatProbe.find(format, beyond));
        assertRejected(FrameError.TOO_LARGE, () -> FormatProbe.findByteByByte(format, beyond));
        assertRejected(FrameError.TOO_LARGE, () -> FormatProbe.find(format, frame("x".repeat(101))));
        assertThatIllegalArgumentException().isThrownBy(() -> FormatProbe.wrap(format, new byte[101]));
    }

    @ParameterizedTest
    @CsvSource({"false, '\r'", "false, '\n'", "false, '\u000B'", "true, '\r'", "true, x", "true, ''"})
    void refusesToWriteTheEndOfAFrame(boolean strict, String after) {
        FrameFormat format = FrameFormat.mllp(1000, strict);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> FormatProbe.wrap(format, bytes("a" + FS + "b" + FS + after)))
                .withMessageMatching("an? (MLLP payload|payload of strict MLLP) must not contain [ -~]+");
    }

    @Test
    void refusesToWriteTheBeginningOfAFrameWhenStrict() {
        assertThatIllegalArgumentException().isThrownBy(() -> FormatProbe.wrap(STRICT, bytes("a" + VT + "b")));
    }

    /** A sender that ends its frames with FS CR LF may be idle for longer than a frame may take. */
    @Test
    void noiseDoesNotStartTheTimeoutOfAFrame() throws Exception {
        Pipe pipe = TcpStream.pipe();
        try (TcpStream peer = pipe.client();
                FramedStream frames =
                        FramedStream.over(pipe.server(), LENIENT, Duration.ofMillis(20), FrameObserver.NONE)) {
            peer.writeAll(FormatProbe.join(frame("a"), bytes("\n")));
            peer.flush();
            assertThat(frames.read()).asString().isEqualTo("a");

            frames.stream().readTimeout(Duration.ofMillis(100));
            long start = System.nanoTime();
            assertThatExceptionOfType(SocketTimeoutException.class).isThrownBy(frames::read);
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThanOrEqualTo(Duration.ofMillis(90));

            peer.writeAll(frame("b"));
            peer.flush();
            assertThat(frames.read()).asString().isEqualTo("b");
            assertThat(LENIENT.hasBegun(ByteBuffer.wrap(bytes("\n" + VT)))).isTrue();
        }
    }

    private static byte[] frame(String payload) {
        return bytes(VT + payload + FS + "\r");
    }
}
