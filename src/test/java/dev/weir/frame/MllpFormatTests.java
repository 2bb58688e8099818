package dev.weir.frame;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.weir.stream.Pipe;
import dev.weir.stream.TcpStream;
import dev.weir.test.FrameFormatVerifier;
import java.net.SocketTimeoutException;
import java.time.Duration;
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

    @Test
    void isVerified() {
        FrameFormatVerifier.of(FrameFormat.mllp(300))
                .example(frame(HL7), HL7)
                .example(frame(""), "")
                .example(frame("a" + FS + "b" + FS + FS), "a" + FS + "b" + FS + FS)
                .example("\r\n" + frame("noise before"), "noise before")
                .example(VT + "cut off" + frame("a"), "cut off" + VT + "a")
                .example(VT + "line" + FS + "\n", "line")
                .verify();
    }

    @Test
    void strictIsVerified() {
        FrameFormatVerifier.of(FrameFormat.mllp(300, true))
                .example(frame(HL7), HL7)
                .example(frame(""), "")
                .verify();
    }

    @ParameterizedTest
    @ValueSource(strings = {"\r", "\n", ""})
    void aFrameEndsWhereTheNextBeginsOrALineEnds(String end) {
        String input = VT + "a" + FS + end + VT + "b" + FS + end + VT + "c" + FS + end;
        assertThat(FramesOf.input(input, LENIENT)).containsExactly("a", "b", "c");
    }

    @ParameterizedTest
    @ValueSource(strings = {"\n", "", "x", "\u001C\r"})
    void strictFramesEndWithFsAndCrOnly(String end) {
        assertThat(FramesOf.rejection(VT + "a" + FS + end + frame("b"), STRICT)).isEqualTo(FrameError.MALFORMED);
    }

    @ParameterizedTest
    @CsvSource({"false, '\u000B'", "false, '\u000Ba'", "true, '\u000Ba\u001C'"})
    void anUnfinishedFrameIsTruncated(boolean strict, String input) {
        assertThat(FramesOf.rejection(input, FrameFormat.mllp(300, strict))).isEqualTo(FrameError.TRUNCATED);
    }

    @Test
    void strictFramesDoNotContainTheBeginningOfAnother() {
        assertThat(FramesOf.rejection(VT + "cut off" + frame("a"), STRICT)).isEqualTo(FrameError.MALFORMED);
    }

    @ParameterizedTest
    @ValueSource(strings = {"\n", "\r\n\r\n", "noise \u001C\r"})
    void skipsNoiseBetweenFrames(String noise) {
        String input = noise + frame("a") + noise + frame("b") + noise;
        assertThat(FramesOf.input(input, LENIENT)).containsExactly("a", "b");
        assertThat(FramesOf.rejection(input, STRICT)).isEqualTo(FrameError.MALFORMED);
    }

    @Test
    void skipsOneKilobyteOfNoiseAndNoMore() {
        String noise = "x".repeat(1024);
        assertThat(FramesOf.input(noise + frame("a") + noise + frame("b") + noise, LENIENT))
                .containsExactly("a", "b");
        assertThat(FramesOf.rejection(noise + "x" + frame("a"), LENIENT)).isEqualTo(FrameError.MALFORMED);
        assertThat(FramesOf.rejection(noise + "x", LENIENT)).isEqualTo(FrameError.MALFORMED);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void refusesAFrameAsSoonAsItIsTooLarge(boolean strict) {
        FrameFormat format = FrameFormat.mllp(100, strict);
        assertThat(FramesOf.input(frame("x".repeat(100)), format)).hasSize(1);
        assertThat(FramesOf.rejection(VT + "x".repeat(101), format)).isEqualTo(FrameError.TOO_LARGE);
        assertThat(FramesOf.rejection(frame("x".repeat(101)), format)).isEqualTo(FrameError.TOO_LARGE);
    }

    @ParameterizedTest
    @CsvSource({"false, '\r'", "false, '\n'", "false, '\u000B'", "true, '\r'", "true, x", "true, ''"})
    void refusesToWriteTheEndOfAFrame(boolean strict, String after) {
        FrameFormat format = FrameFormat.mllp(1000, strict);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> FramesOf.output("a" + FS + "b" + FS + after, format))
                .withMessageMatching("an? (MLLP payload|payload of strict MLLP) must not contain [ -~]+");
    }

    @Test
    void refusesToWriteTheBeginningOfAFrameWhenStrict() {
        assertThatIllegalArgumentException().isThrownBy(() -> FramesOf.output("a" + VT + "b", STRICT));
    }

    /** A sender that ends its frames with FS CR LF may be idle for longer than a frame may take. */
    @Test
    void noiseDoesNotStartTheTimeoutOfAFrame() throws Exception {
        Pipe pipe = TcpStream.pipe();
        try (TcpStream peer = pipe.client();
                FramedStream frames =
                        FramedStream.over(pipe.server(), LENIENT, Duration.ofMillis(20), FrameObserver.NONE)) {
            peer.writeAll(FramesOf.buffer(frame("a") + "\n"));
            peer.flush();
            assertThat(frames.read()).asString().isEqualTo("a");

            frames.stream().readTimeout(Duration.ofMillis(100));
            long start = System.nanoTime();
            assertThatExceptionOfType(SocketTimeoutException.class).isThrownBy(frames::read);
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThanOrEqualTo(Duration.ofMillis(90));

            peer.writeAll(FramesOf.buffer(frame("b")));
            peer.flush();
            assertThat(frames.read()).asString().isEqualTo("b");
            assertThat(LENIENT.hasBegun(FramesOf.buffer("\n" + VT))).isTrue();
        }
    }

    private static String frame(String payload) {
        return VT + payload + FS + "\r";
    }
}
