package dev.weir.frame;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ShortFramesTests {

    private final ShortFrames frames = new ShortFrames(4, 6);

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 511, 512, 65_536})
    void returnsTheFrameOfALengthEachTime(int length) {
        var expected = new Found.Frame(4, length, length + 6);
        assertThat(frames.of(length)).isEqualTo(expected);
        assertThat(frames.of(length)).isEqualTo(expected);
    }

    @Test
    void makesAShortFrameOnce() {
        assertThat(frames.of(64)).isSameAs(frames.of(64));
    }
}
