package dev.weir.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TokenBucketTests {

    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

    @Test
    void letsASecondsWorthThroughAtOnceAndThenOneByOne() {
        var bucket = new TokenBucket(10, 0);
        assertThat(taken(bucket, 100, 0)).isEqualTo(10);
        assertThat(bucket.tryTake(SECOND / 10 - 1)).isFalse();
        assertThat(bucket.tryTake(SECOND / 10)).isTrue();
        assertThat(bucket.tryTake(SECOND / 10)).isFalse();
    }

    @Test
    void savesNoMoreThanASecondsWorth() {
        var bucket = new TokenBucket(10, 0);
        assertThat(taken(bucket, 100, 0)).isEqualTo(10);
        assertThat(taken(bucket, 100, 3600 * SECOND)).isEqualTo(10);
    }

    @Test
    void isNotConfusedByAClockThatOverflows() {
        var bucket = new TokenBucket(1, Long.MAX_VALUE - 10);
        assertThat(bucket.tryTake(Long.MAX_VALUE)).isTrue();
        assertThat(bucket.tryTake(Long.MIN_VALUE)).isFalse();
        assertThat(bucket.tryTake(Long.MIN_VALUE + SECOND)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3, 7, 1000, 999_999_999, Integer.MAX_VALUE})
    void neverLetsMoreThroughThanTheRateAndTheBurst(int rate) {
        var random = new Random(rate);
        var bucket = new TokenBucket(rate, 0);
        long now = 0;
        long taken = 0;
        for (int i = 0; i < 20_000; i++) {
            now += random.nextLong(2 * SECOND / 1000);
            taken += bucket.tryTake(now) ? 1 : 0;
        }
        assertThat(taken).isPositive().isLessThanOrEqualTo((long) (rate + rate * (now * 1.0001 / SECOND)));
    }

    private static long taken(TokenBucket bucket, int tries, long now) {
        return IntStream.range(0, tries).filter(_ -> bucket.tryTake(now)).count();
    }
}
