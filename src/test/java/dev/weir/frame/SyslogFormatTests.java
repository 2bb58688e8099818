package dev.weir.frame;

import static dev.weir.frame.FormatProbe.assertRejected;
import static dev.weir.frame.FormatProbe.bytes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Arrays;
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
    void findsCountedMessagesHoweverTheyAreSplit(OctetCounting counting) throws FrameException {
        FrameFormat format = FrameFormat.syslog(1000, counting);
        String message = MESSAGE + "\nwith a second line\r\n";
        byte[] wire = bytes(message.length() + " " + message);
        for (int cut = 0; cut <= wire.length; cut++) {
            byte[] head = Arrays.copyOf(wire, cut);
            byte[] tail = Arrays.copyOfRange(wire, cut, wire.length);
            assertThat(FormatProbe.find(format, head, tail)).containsExactly(message);
            if (cut > 0 && cut < wire.length) {
                assertThat(FormatProbe.find(format, head)).isEmpty();
                assertRejected(FrameError.TRUNCATED, () -> FormatProbe.findToTheEnd(format, head));
            }
        }
        byte[] three = FormatProbe.join(wire, wire, wire);
        assertThat(FormatProbe.find(format, three)).containsExactly(message, message, message);
        assertThat(FormatProbe.findByteByByte(format, three)).containsExactly(message, message, message);
        assertThat(FormatProbe.wrap(format, bytes(message))).isEqualTo(wire);
    }

    @ParameterizedTest
    @EnumSource(names = {"AUTO", "OFF"})
    void findsLinesHoweverTheyAreSplit(OctetCounting counting) throws FrameException {
        FrameFormat format = FrameFormat.syslog(1000, counting);
        for (String end : new String[] {"\n", "\r\n"}) {
            byte[] wire = bytes(MESSAGE + end);
            for (int cut = 0; cut <= wire.length; cut++) {
                byte[] head = Arrays.copyOf(wire, cut);
                byte[] tail = Arrays.copyOfRange(wire, cut, wire.length);
                assertThat(FormatProbe.find(format, head, tail)).containsExactly(MESSAGE);
                if (cut < wire.length) {
                    assertThat(FormatProbe.find(format, head)).isEmpty();
                }
            }
            byte[] three = FormatProbe.join(wire, wire, wire);
            assertThat(FormatProbe.find(format, three)).containsExactly(MESSAGE, MESSAGE, MESSAGE);
            assertThat(FormatProbe.findByteByByte(format, three)).containsExactly(MESSAGE, MESSAGE, MESSAGE);
        }
    }

    @Test
    void decidesForEachMessage() throws FrameException {
        byte[] wire = bytes("3 a\nb<1>line\n5 <1>xy4 \n\n\n\n<2>last");
        assertThat(FormatProbe.find(AUTO, wire)).containsExactly("a\nb", "<1>line", "<1>xy", "\n\n\n\n");
        assertThat(FormatProbe.findByteByByte(AUTO, wire)).containsExactly("a\nb", "<1>line", "<1>xy", "\n\n\n\n");
        assertThat(FormatProbe.findToTheEnd(AUTO, wire)).endsWith("<2>last");
    }

    @Test
    void doesNotCountWhenItIsOff() throws FrameException {
        assertThat(FormatProbe.find(OFF, bytes("3 abc\n0\n"))).containsExactly("3 abc", "0");
        assertThat(FormatProbe.wrap(OFF, bytes("3 abc"))).isEqualTo(bytes("3 abc\n"));
    }

    @Test
    void skipsEmptyLines() throws FrameException {
        assertThat(FormatProbe.find(AUTO, bytes("\n2 ab\r\n<1>\n\n"))).containsExactly("-1", "ab", "-2", "<1>", "-1");
        assertThat(FormatProbe.find(OFF, bytes("\n\r\na\n"))).containsExactly("-1", "-2", "a");
    }

    @ParameterizedTest
    @ValueSource(strings = {"0 ", "00", "01 a", "1a", "12\n", "1\u00B2 ", "9<"})
    void refusesWhatIsNoLength(String wire) {
        assertRejected(FrameError.MALFORMED, () -> FormatProbe.find(AUTO, bytes(wire)));
        assertRejected(FrameError.MALFORMED, () -> FormatProbe.findByteByByte(REQUIRED, bytes(wire)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"<", " 1 a", "\n", "/", ":"})
    void refusesLinesWhenCountingIsRequired(String wire) {
        assertRejected(FrameError.MALFORMED, () -> FormatProbe.find(REQUIRED, bytes(wire)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"1001", "9999", "2147483648", "99999999999999999999999999"})
    void refusesALengthOverTheMaximumAtItsLastDigit(String digits) {
        assertRejected(FrameError.TOO_LARGE, () -> FormatProbe.find(AUTO, bytes(digits)));
        assertRejected(FrameError.TOO_LARGE, () -> FormatProbe.findByteByByte(REQUIRED, bytes(digits)));
    }

    @Test
    void allowsTheMaximumAndNoMore() throws FrameException {
        String longest = "<" + "x".repeat(999);
        for (FrameFormat format : new FrameFormat[] {AUTO, REQUIRED, OFF}) {
            assertThat(FormatProbe.findByteByByte(format, FormatProbe.wrap(format, bytes(longest))))
                    .containsExactly(longest);
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> FormatProbe.wrap(format, bytes(longest + "x")))
                    .withMessage("a frame's payload has 1001 bytes, and the maximum is 1000");
        }
        assertThat(FormatProbe.findByteByByte(AUTO, bytes(longest + "\r\n"))).containsExactly(longest);
        assertRejected(FrameError.TOO_LARGE, () -> FormatProbe.find(AUTO, bytes(longest + "x")));
        assertRejected(FrameError.TOO_LARGE, () -> FormatProbe.findByteByByte(OFF, bytes(longest + "x")));
        assertRejected(FrameError.TOO_LARGE, () -> FormatProbe.find(OFF, bytes(longest + "x\n")));
    }

    @ParameterizedTest
    @CsvSource({"OFF, 'a\nb'", "OFF, '\n'", "OFF, 'a\r'", "OFF, ''", "AUTO, ''", "REQUIRED, ''"})
    void refusesToWriteWhatWouldBeReadOtherwise(OctetCounting counting, String payload) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> FormatProbe.wrap(FrameFormat.syslog(1000, counting), bytes(payload)))
                .withMessageMatching("a syslog message [ -~]+");
    }
}
