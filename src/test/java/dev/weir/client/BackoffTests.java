package dev.weir.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

class BackoffTests {

    private static final ReconnectOptions OPTIONS = new ReconnectOptions(Duration.ofNanos(100), Duration.ofNanos(1000));

    /** Chooses the longest wait. */
    private static final RandomGenerator LONGEST = new RandomGenerator() {
        @Override
        public long nextLong() {
            throw new UnsupportedOperationException();
        }

        @Override
        public long nextLong(long bound) {
            return bound - 1;
        }
    };

    @Test
    void theFirstAttemptIsAtOnceAndTheLimitOfFurtherWaitsDoublesUpToTheMaximum() {
        var backoff = new Backoff(OPTIONS, LONGEST);

        assertThat(next(backoff, 7)).containsExactly(0L, 100L, 200L, 400L, 800L, 1000L, 1000L);
    }

    @Test
    void waitsAreSpreadOverTheWholeTime() {
        var shortest = 1000L;
        var longest = 0L;
        var backoff = new Backoff(OPTIONS, new Random(1));
        next(backoff, 10);
        for (long wait : next(backoff, 1000)) {
            shortest = Math.min(shortest, wait);
            longest = Math.max(longest, wait);
        }

        assertThat(shortest).isLessThan(50);
        assertThat(longest).isBetween(950L, 1000L);
    }

    @Test
    void aConnectionThatLastedBeginsAnewAndOneThatDidNotGoesOn() {
        var backoff = new Backoff(OPTIONS, LONGEST);
        next(backoff, 3);

        backoff.connectionEnded(399);
        assertThat(next(backoff, 1)).containsExactly(400L);
        backoff.connectionEnded(800);
        assertThat(next(backoff, 2)).containsExactly(0L, 100L);
    }

    @Test
    void optionsAreChecked() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new ReconnectOptions(Duration.ZERO, Duration.ofSeconds(1)))
                .withMessageContaining("min must be positive: PT0S");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new ReconnectOptions(Duration.ofSeconds(2), Duration.ofSeconds(1)))
                .withMessageContaining("PT1S < PT2S");
    }

    private static List<Long> next(Backoff backoff, int count) {
        var waits = new ArrayList<Long>();
        for (int i = 0; i < count; i++) {
            waits.add(backoff.nextNanos());
        }
        return waits;
    }
}
