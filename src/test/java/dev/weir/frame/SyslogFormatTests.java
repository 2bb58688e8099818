package dev.weir.frame;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.weir.test.FrameFormatVerifier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class SyslogFormatTests {

    private static final String MESSAGE = "<165>1 2026-11-27T05:44:45Z host app 7 ID47 - said: 12 \u00C3\u00A9";

    private static final FrameFormat AUTO = FrameFormat.syslog(1000);
    private static final FrameFormat REQUIRED = FrameFormat.syslog(1000, OctetCounting.REQUIRED);
    private static final FrameFormat OFF = FrameFormat.syslog(1000, OctetCounting.OFF);

    @ParameterizedTest
    @EnumSource(names = {"AUTO", "REQUIRED"})
    void countingIsVerified(OctetCounting counting) {
        FrameFormatVerifier.of(FrameFormat.syslog(300, counting))
                .example(MESSAGE.length() + " " + MESSAGE, MESSAGE)
                .example("8 <1>a\nb\r\n", "<1>a\nb\r\n")
                .example("1 7", "7")
                .verify();
    }

    @ParameterizedTest
    @EnumSource(names = {"AUTO", "OFF"})
    void linesAreVerified(OctetCounting counting) {
        FrameFormatVerifier.of(FrameFormat.syslog(300, counting))
                .example(MESSAGE + "\n", MESSAGE)
                .example(MESSAGE + "\r\n", MESSAGE)
                .example("<1>a\rb\r\r\n", "<1>a\rb\r")
                .skipped("\n")
                .skipped("\r\n")
                .verify();
    }

    @Test
    void decidesForEachMessage() {
        assertThat(FramesOf.input("3 a\nb<1>line\n5 <1>xy4 \n\n\n\n<2>last", AUTO))
                .containsExactly("a\nb", "<1>line", "<1>xy", "\n\n\n\n", "<2>last");
    }

    @Test
    void writesTheLengthUnlessItIsOff() {
        assertThat(FramesOf.output("<1>\u00E9\n", AUTO)).isEqualTo("5 <1>\u00E9\n");
        assertThat(FramesOf.output("<1>\u00E9\n", REQUIRED)).isEqualTo("5 <1>\u00E9\n");
        assertThat(FramesOf.output("<1>\u00E9", OFF)).isEqualTo("<1>\u00E9\n");
    }

    @Test
    void doesNotCountWhenItIsOff() {
        assertThat(FramesOf.input("3 abc\n0\n", OFF)).containsExactly("3 abc", "0");
        assertThat(FramesOf.output("3 abc", OFF)).isEqualTo("3 abc\n");
    }

    @Test
    void aMessageThatIsCutIsTruncatedIfItIsCounted() {
        assertThat(FramesOf.rejection("5 <1>x", AUTO)).isEqualTo(FrameError.TRUNCATED);
        assertThat(FramesOf.rejection("5", REQUIRED)).isEqualTo(FrameError.TRUNCATED);
        assertThat(FramesOf.input("<1>x", AUTO)).containsExactly("<1>x");
    }

    @ParameterizedTest
    @ValueSource(strings = {"0 ", "00", "01 a", "1a", "12\n", "1\u00B2 ", "9<"})
    void refusesWhatIsNoLength(String input) {
        assertThat(FramesOf.rejection(input, AUTO)).isEqualTo(FrameError.MALFORMED);
        assertThat(FramesOf.rejection(input, REQUIRED)).isEqualTo(FrameError.MALFORMED);
    }

    @ParameterizedTest
    @ValueSource(strings = {"<", " 1 a", "\n", "/", ":"})
    void refusesLinesWhenCountingIsRequired(String input) {
        assertThat(FramesOf.rejection(input, REQUIRED)).isEqualTo(FrameError.MALFORMED);
    }

    @ParameterizedTest
    @ValueSource(strings = {"1001", "9999", "2147483648", "99999999999999999999999999"})
    void refusesALengthOverTheMaximumAtItsLastDigit(String digits) {
        assertThat(FramesOf.rejection(digits, AUTO)).isEqualTo(FrameError.TOO_LARGE);
    }

    @Test
    void refusesALineAsSoonAsItIsTooLarge() {
        String longest = "<" + "x".repeat(999);
        assertThat(FramesOf.input(longest + "\r\n", AUTO)).containsExactly(longest);
        assertThat(FramesOf.input(longest, OFF)).containsExactly(longest);
        assertThat(FramesOf.rejection(longest + "x", AUTO)).isEqualTo(FrameError.TOO_LARGE);
        assertThat(FramesOf.rejection(longest + "x\n", OFF)).isEqualTo(FrameError.TOO_LARGE);
    }

    @ParameterizedTest
    @CsvSource({"OFF, 'a\nb'", "OFF, '\n'", "OFF, 'a\r'", "OFF, ''", "AUTO, ''", "REQUIRED, ''"})
    void refusesToWriteWhatWouldBeReadOtherwise(OctetCounting counting, String payload) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> FramesOf.output(payload, FrameFormat.syslog(1000, counting)))
                .withMessageMatching("a (syslog message|line) [ -~]+");
    }
}
