package dev.weir.frame;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.weir.test.FrameFormatVerifier;
import org.junit.jupiter.api.Test;

/** Frames of one length. */
class FixedFormatTests {

    @Test
    void isVerified() {
        FrameFormatVerifier.of(FrameFormat.fixed(7))
                .example("1234567", "1234567")
                .verify();
        FrameFormatVerifier.of(FrameFormat.fixed(1)).example("\n", "\n").verify();
    }

    @Test
    void aPartIsTruncated() {
        assertThat(FramesOf.rejection("1234567", FrameFormat.fixed(3))).isEqualTo(FrameError.TRUNCATED);
    }

    @Test
    void refusesToWriteAnotherLength() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> FramesOf.output("12", FrameFormat.fixed(3)))
                .withMessage("a frame's payload has 2 bytes instead of 3");
        assertThatIllegalArgumentException().isThrownBy(() -> FramesOf.output("1234", FrameFormat.fixed(3)));
    }

    @Test
    void refusesASizeThatCannotBe() {
        assertThatIllegalArgumentException().isThrownBy(() -> FrameFormat.fixed(0));
    }
}
