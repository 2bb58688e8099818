package dev.weir.stream;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class AdaptiveSizeTests {

    private final AdaptiveSize size = new AdaptiveSize(256, 5000, 256);

    @Test
    void growsByAFactorUpToItsMaximum() {
        size.grow();
        assertThat(size.next()).isEqualTo(1024);
        assertThat(size.isMax()).isFalse();
        size.grow();
        size.grow();
        assertThat(size.next()).isEqualTo(5000);
        assertThat(size.isMax()).isTrue();
    }

    @Test
    void shrinksAfterSmallReadsDownToItsMinimum() {
        size.grow();
        size.shrink(256);
        size.shrink(256);
        assertThat(size.next()).isEqualTo(1024);
        size.shrink(255);
        size.shrink(255);
        assertThat(size.next()).isEqualTo(256);
        size.shrink(1);
        assertThat(size.next()).isEqualTo(256);
    }

    @Test
    void keepsItsSizeWhenLargeAndSmallReadsTakeTurns() {
        size.grow();
        for (int i = 0; i < 3; i++) {
            size.shrink(1);
            assertThat(size.next()).isEqualTo(1024);
            size.shrink(1000);
        }
        size.shrink(1);
        size.grow();
        size.shrink(1);
        assertThat(size.next()).isEqualTo(4096);
    }

    @Test
    void isNotLargeWhereItCannotGrow() {
        assertThat(new AdaptiveSize(256, 256, 256).isMax()).isFalse();
    }

    @Test
    void growsWithoutOverflow() {
        assertThat(new AdaptiveSize(1, Integer.MAX_VALUE, Integer.MAX_VALUE - 1).larger())
                .isEqualTo(Integer.MAX_VALUE);
    }
}
