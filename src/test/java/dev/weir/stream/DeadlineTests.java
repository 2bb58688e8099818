package dev.weir.stream;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class DeadlineTests {

    @Test
    void passesAfterItsTime() {
        Deadline deadline = Deadline.after(Duration.ofNanos(1));
        while (!deadline.hasPassed()) {
            Thread.onSpinWait();
        }
        assertThat(deadline.remainingNanos()).isNotPositive();
    }

    @Test
    void remainsAtMostItsTime() {
        Deadline deadline = Deadline.after(Duration.ofHours(1));
        assertThat(deadline.hasPassed()).isFalse();
        assertThat(deadline.remainingNanos())
                .isPositive()
                .isLessThanOrEqualTo(Duration.ofHours(1).toNanos());
    }

    @Test
    void neverPassesWithoutATimeout() {
        assertThat(Deadline.after(Duration.ZERO)).isSameAs(Deadline.NONE);
        assertThat(Deadline.NONE.hasPassed()).isFalse();
        assertThat(Deadline.NONE.remainingNanos()).isEqualTo(Long.MAX_VALUE);
    }

    @Test
    void takesATimeoutLongerThanNanosecondsCanCount() {
        assertThat(Deadline.after(Duration.ofSeconds(Long.MAX_VALUE)).hasPassed())
                .isFalse();
    }
}
