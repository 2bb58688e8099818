package dev.weir.frame;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.weir.frame.StxEtxFormat.Check;
import dev.weir.test.FrameFormatVerifier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Frames between STX and ETX. */
class StxEtxFormatTests {

    private static final StxEtxFormat PLAIN = FrameFormat.stxEtx(40);
    private static final StxEtxFormat CHECKED = PLAIN.withCheck(Check.XOR);

    @Test
    void plainFramesAreVerified() {
        FrameFormatVerifier.of(PLAIN)
                .example("\2hello\3", "hello")
                .example("\2\3", "")
                .example("\2\2\2\3", "\2\2")
                .verify();
    }

    @Test
    void checkedFramesAreVerified() {
        // 'a' ^ 'b' ^ ETX = 0; the check byte may be ETX or STX itself.
        FrameFormatVerifier.of(CHECKED)
                .example("\2ab\3\0", "ab")
                .example("\2\3\3", "")
                .example("\2\1\3\2", "\1")
                .example("\2R00\3Q", "R00")
                .verify();
    }

    @ParameterizedTest
    @ValueSource(strings = {"\2ab\3\1", "\2aa\3\0", "\2ab\3\2"})
    void rejectsAWrongCheckByte(String input) {
        assertThat(FramesOf.rejection(input, CHECKED)).isEqualTo(FrameError.CHECK);
    }

    @ParameterizedTest
    @ValueSource(strings = {"hello\3", "\3", "\n\2hello\3", "\2hello\3\n\2hello\3"})
    void rejectsBytesBetweenFrames(String input) {
        assertThat(FramesOf.rejection(input, PLAIN)).isEqualTo(FrameError.MALFORMED);
    }

    @Test
    void rejectsAPayloadAboveTheMaximumBeforeItsEnd() {
        assertThat(FramesOf.input("\00212345\3", FrameFormat.stxEtx(5))).containsExactly("12345");
        assertThat(FramesOf.rejection("\002123456", FrameFormat.stxEtx(5))).isEqualTo(FrameError.TOO_LARGE);
        assertThat(FramesOf.rejection("\002123456\3", FrameFormat.stxEtx(5))).isEqualTo(FrameError.TOO_LARGE);
    }

    @Test
    void anUnfinishedFrameIsTruncated() {
        assertThat(FramesOf.rejection("\2hello", PLAIN)).isEqualTo(FrameError.TRUNCATED);
        assertThat(FramesOf.rejection("\2ab\3", CHECKED)).isEqualTo(FrameError.TRUNCATED);
    }

    @Test
    void writesTheCheckByteOverPayloadAndEtx() {
        assertThat(FramesOf.output("ab", CHECKED)).isEqualTo("\2ab\3\0");
        assertThat(FramesOf.output("R00", CHECKED)).isEqualTo("\2R00\3Q");
        assertThat(FramesOf.output("ab", PLAIN)).isEqualTo("\2ab\3");
    }

    @Test
    void refusesToWriteAnEndInAPayload() {
        assertThatIllegalArgumentException().isThrownBy(() -> FramesOf.output("a\3\2b", PLAIN));
    }

    @Test
    void refusesAMaximumThatCannotBe() {
        assertThatIllegalArgumentException().isThrownBy(() -> FrameFormat.stxEtx(0));
    }
}
