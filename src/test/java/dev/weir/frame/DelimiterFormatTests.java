package dev.weir.frame;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.weir.test.FrameFormatVerifier;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Frames with one delimiter, or several. */
class DelimiterFormatTests {

    @Test
    void oneByteIsVerified() {
        FrameFormatVerifier.of(FrameFormat.delimited(40, "#"))
                .example("*HQ,4210051415,V1#", "*HQ,4210051415,V1")
                .example("#", "")
                .verify();
    }

    @Test
    void aDelimiterOfSeveralBytesIsVerified() {
        FrameFormatVerifier.of(FrameFormat.delimited(40, "</fox>"))
                .example("<fox>1</fox>", "<fox>1")
                .example("<<</fox>", "<<")
                .example("</fo</fox>", "</fo")
                .verify();
    }

    @Test
    void aDelimiterThatOverlapsItselfIsVerified() {
        FrameFormatVerifier.of(FrameFormat.delimited(40, "##"))
                .example("a#b##", "a#b")
                .example("##", "")
                .verify();
        FrameFormatVerifier.of(FrameFormat.delimited(40, "abab"))
                .example("xaabab", "xa")
                .verify();
    }

    @Test
    void severalAlternativesAreVerified() {
        FrameFormatVerifier.of(FrameFormat.delimited(40, "#", ";", "\r\n"))
                .example("one#", "one")
                .example("two;", "two")
                .example("three\r\n", "three")
                .example("\rfour\n\r\n", "\rfour\n")
                .verify();
    }

    @Test
    void alternativesThatBeginAlikeAreVerified() {
        FrameFormatVerifier.of(FrameFormat.delimited(40, "#\r\n", "#", "\r\n"))
                .example("one#\r\n", "one")
                .example("two#", "two")
                .example("three\r\n", "three")
                .verify();
        FrameFormatVerifier.of(FrameFormat.delimited(40, "#", "##", "#\r\n"))
                .example("one#", "one")
                .verify();
        FrameFormatVerifier.of(FrameFormat.delimited(40, "b", "ab#"))
                .example("oneb", "one")
                .example("xab#", "xa")
                .verify();
    }

    @Test
    void keptDelimitersAreVerified() {
        FrameFormatVerifier.of(FrameFormat.delimited(40, "#", "\r\n").withKeep(true))
                .example("one#", "one#")
                .example("two\r\n", "two\r\n")
                .rewriting()
                .verify();
        var nested = FrameFormat.delimited(40, "#\r\n", "#", "\r\n").withKeep(true);
        assertThat(FramesOf.input("one#\r\ntwo#three\r\n", nested)).containsExactly("one#", "two#", "three\r\n");
        assertThat(FramesOf.output("one#", nested)).as("as it was read").isEqualTo("one#");
        assertThat(FramesOf.output("one", nested)).isEqualTo("one#\r\n");
    }

    @ParameterizedTest
    @CsvSource({"one#\\r\\ntwo#, one|two", "one#two#\\r\\n, one|two", "one#\\rtwo#, one|\\rtwo", "#\\r\\n\\r\\n##, ||"})
    void theFirstThatIsCompleteCountsAndTheRestOfALongerOneIsSkipped(String input, String payloads) {
        var format = FrameFormat.delimited(40, "#", "#\r\n", "\r\n");
        assertThat(FramesOf.input(input.translateEscapes(), format))
                .containsExactly(payloads.translateEscapes().split("\\|", -1));
    }

    /** A tracker that ends its report with the shorter delimiter waits for the reply before it sends anything else. */
    @Test
    void aFrameIsCompleteWithTheFirstByteThatCanEndIt() throws Exception {
        var format = FrameFormat.delimited(40, "#", "#\r\n", "\r\n");
        ByteBuffer report = ByteBuffer.wrap("one#".getBytes(StandardCharsets.US_ASCII));
        assertThat(format.find(report, 0)).isEqualTo(new Found.Frame(0, 3, 4));
        ByteBuffer rest = ByteBuffer.wrap("\r".getBytes(StandardCharsets.US_ASCII));
        assertThat(format.find(rest, 0)).isInstanceOf(Found.Incomplete.class);
        assertThat(format.hasBegun(rest)).as("no timeout runs").isFalse();
        assertThat(format.findLast(rest)).isEqualTo(new Found.Nothing(1));
    }

    @Test
    void anUnfinishedFrameIsTruncated() {
        assertThat(FramesOf.rejection("one#two", FrameFormat.delimited(40, "#")))
                .isEqualTo(FrameError.TRUNCATED);
    }

    @ParameterizedTest
    @ValueSource(strings = {"1234567", "123456#", "123456\r\n", "123456\r"})
    void rejectsAPayloadAboveTheMaximum(String input) {
        assertThat(FramesOf.rejection(input, FrameFormat.delimited(5, "#", "\r\n")))
                .isEqualTo(FrameError.TOO_LARGE);
    }

    @Test
    void aKeptDelimiterCountsAgainstTheMaximum() {
        var format = FrameFormat.delimited(5, "#", "\r\n").withKeep(true);
        assertThat(FramesOf.input("1234#123\r\n", format)).containsExactly("1234#", "123\r\n");
        assertThat(FramesOf.rejection("12345#", format)).isEqualTo(FrameError.TOO_LARGE);
        assertThat(FramesOf.rejection("1234\r\n", format)).isEqualTo(FrameError.TOO_LARGE);
        assertThatIllegalArgumentException().isThrownBy(() -> FramesOf.output("12345", format));
    }

    @Test
    void writesTheFirstDelimiterOrTheOneThatIsSet() {
        var format = FrameFormat.delimited(40, "#", ";");
        assertThat(FramesOf.output("one", format)).isEqualTo("one#");
        assertThat(FramesOf.output("one", format.withWrite(";"))).isEqualTo("one;");
        assertThat(FramesOf.output("one", format.withWrite("\r\n"))).isEqualTo("one\r\n");
        assertThat(FramesOf.output("one", format.withKeep(true))).isEqualTo("one#");
        assertThat(FramesOf.output("one;", format.withKeep(true))).isEqualTo("one;");
    }

    @ParameterizedTest
    @ValueSource(strings = {"one#", "#one", "one\r\ntwo", "one!", "one\r", "one[", "=one"})
    void refusesToWriteAPayloadThatMakesUpADelimiter(String payload) {
        // With the CR, the bracket and the equals sign, delimiters appear only together with the one that is written.
        var format = FrameFormat.delimited(40, "#", "\r\n", "\r!", "[!", "!=").withWrite("!");
        assertThatIllegalArgumentException().isThrownBy(() -> FramesOf.output(payload, format));
    }

    @Test
    void refusesOptionsThatCannotBe() {
        assertThatIllegalArgumentException().isThrownBy(() -> FrameFormat.delimited(0, "#"));
        assertThatIllegalArgumentException().isThrownBy(() -> FrameFormat.delimited(10, new String[0]));
        assertThatIllegalArgumentException().isThrownBy(() -> FrameFormat.delimited(10, "#", ""));
        assertThatIllegalArgumentException().isThrownBy(() -> FrameFormat.delimited(10, "x".repeat(257)));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> FrameFormat.delimited(10, "#").withWrite(""));
    }
}
