package dev.weir.frame;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.weir.test.FrameFormatVerifier;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Lines with each of their endings. */
class LineFormatTests {

    private static final LineFormat LINES = FrameFormat.lines(40);

    @Test
    void anyEndingIsVerified() {
        FrameFormatVerifier.of(LINES)
                .example("EHLO client.example\r\n", "EHLO client.example")
                .example("NOOP\n", "NOOP")
                .example("a\rb\n", "a\rb")
                .example("a\r\r\n", "a\r")
                .example("\n", "")
                .example("\r\n", "")
                .verify();
        FrameFormatVerifier.of(LINES.withWrite(LineEnding.CRLF))
                .example("a\rb\r\n", "a\rb")
                .example("a\r\r\n", "a\r")
                .verify();
    }

    @Test
    void lfIsVerified() {
        FrameFormatVerifier.of(LINES.withEnding(LineEnding.LF))
                .example("hello\n", "hello")
                .example("a\r\n", "a\r")
                .verify();
    }

    @Test
    void crlfIsVerified() {
        FrameFormatVerifier.of(LINES.withEnding(LineEnding.CRLF).withWrite(LineEnding.CRLF))
                .example("hello\r\n", "hello")
                .example("a\nb\rc\r\r\n", "a\nb\rc\r")
                .example("\n\r\n", "\n")
                .verify();
    }

    @Test
    void crIsVerified() {
        FrameFormatVerifier.of(LINES.withEnding(LineEnding.CR).withWrite(LineEnding.CR))
                .example("hello\r", "hello")
                .example("\nhello\r", "\nhello")
                .verify();
    }

    @Test
    void nulIsVerified() {
        FrameFormatVerifier.of(LINES.withEnding(LineEnding.NUL).withWrite(LineEnding.NUL))
                .example("hello\r\nworld\0", "hello\r\nworld")
                .verify();
    }

    @ParameterizedTest
    @EnumSource
    void aLastLineWithoutEndIsAFrame(LineEnding ending) {
        assertThat(FramesOf.input("one two", LINES.withEnding(ending))).containsExactly("one two");
    }

    @Test
    void aLastLineKeepsItsCarriageReturnAsReadLineDoes() {
        assertThat(FramesOf.input("one\r\ntwo\r", LINES)).containsExactly("one", "two\r");
    }

    @ParameterizedTest
    @ValueSource(strings = {"12345\n", "12345\r\n", "12345"})
    void takesALineAsLongAsTheMaximum(String input) {
        assertThat(FramesOf.input(input, FrameFormat.lines(5))).containsExactly("12345");
    }

    @ParameterizedTest
    @ValueSource(strings = {"123456\n", "123456\r\n", "12345\r6", "12345\r\r", "12345\r", "123456"})
    void rejectsALineOneByteLonger(String input) {
        assertThat(FramesOf.rejection(input, FrameFormat.lines(5))).isEqualTo(FrameError.TOO_LARGE);
    }

    @ParameterizedTest
    @CsvSource({"ANY, LF", "LF, LF", "ANY, CRLF", "LF, CRLF", "CRLF, LF", "CR, LF", "NUL, LF"})
    void refusesToWriteALineFeedInALine(LineEnding ending, LineEnding write) {
        LineFormat format = LINES.withEnding(ending).withWrite(write);
        String payload = write == LineEnding.CRLF ? "one\r\ntwo" : "one\ntwo";
        assertThatIllegalArgumentException()
                .isThrownBy(() -> FramesOf.output(payload, format))
                .withMessage("a line must not contain the end of a line");
    }

    @Test
    void refusesToWriteACarriageReturnThatAnyEndingWouldTake() {
        assertThatIllegalArgumentException().isThrownBy(() -> FramesOf.output("one\r", LINES));
        assertThat(FramesOf.output("one\r", LINES.withEnding(LineEnding.LF))).isEqualTo("one\r\n");
    }

    @ParameterizedTest
    @CsvSource({"LF, one\\n", "CRLF, one\\r\\n", "CR, one\\r", "NUL, one\\0"})
    void writesTheEndingThatIsSet(LineEnding write, String expected) {
        assertThat(FramesOf.output("one", LINES.withWrite(write))).isEqualTo(expected.translateEscapes());
    }

    @Test
    void examinesEachByteOnce() throws FrameException {
        var received = FramesOf.buffer("no end yet\r");
        for (LineEnding each : List.of(LineEnding.ANY, LineEnding.CRLF, LineEnding.NUL)) {
            assertThat(LINES.withEnding(each).find(received, 0)).isEqualTo(new Found.Incomplete(11, 12));
        }
    }

    @Test
    void refusesOptionsThatCannotBe() {
        assertThatIllegalArgumentException().isThrownBy(() -> FrameFormat.lines(0));
        assertThatIllegalArgumentException().isThrownBy(() -> LINES.withWrite(LineEnding.ANY));
    }
}
