package dev.weir.stream;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ByteBucketTests {

    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);
    private static final long BURST = SECOND / 20;

    private record Take(long nanos, int bytes) {}

    @Test
    void aFullBucketLetsItsBurstPassAtOnceAndNotMore() {
        var bucket = new ByteBucket(1_000_000, 1000, 0);
        assertThat(takenAtOnce(bucket, 1000, 0)).isEqualTo(51_000);
        assertThat(bucket.waitNanos(0)).isEqualTo(SECOND / 1000);
    }

    @Test
    void aTakeIsPaidForByTheTimeThatItsBytesLast() {
        var bucket = new ByteBucket(1000, 100, 0);
        assertThat(takenAtOnce(bucket, 100, 0)).isEqualTo(200);
        assertThat(bucket.waitNanos(0)).isEqualTo(SECOND / 10);
        assertThat(bucket.waitNanos(SECOND / 10 - 1)).isEqualTo(1);
        assertThat(bucket.waitNanos(SECOND / 10)).isZero();
    }

    @Test
    void aPauseSavesNoMoreThanTheBurst() {
        var bucket = new ByteBucket(1_000_000, 1000, 0);
        takenAtOnce(bucket, 1000, 0);
        assertThat(takenAtOnce(bucket, 1000, 24 * 3600 * SECOND)).isEqualTo(51_000);
    }

    @Test
    void aClockThatGoesBackDelaysNoMoreThanOneTake() {
        var bucket = new ByteBucket(1000, 100, 1000 * SECOND);
        bucket.take(100, 1000 * SECOND);
        assertThat(bucket.waitNanos(0)).isEqualTo(SECOND / 10);
        bucket.take(100, SECOND / 10);
        assertThat(bucket.waitNanos(SECOND / 10)).isEqualTo(SECOND / 10);
    }

    @Test
    void isNotConfusedByAClockThatOverflows() {
        var bucket = new ByteBucket(1000, 1000, Long.MAX_VALUE - 10);
        assertThat(takenAtOnce(bucket, 1000, Long.MAX_VALUE)).isEqualTo(2000);
        assertThat(bucket.waitNanos(Long.MIN_VALUE)).isEqualTo(SECOND - 1);
        assertThat(bucket.waitNanos(Long.MIN_VALUE + SECOND)).isZero();
    }

    /** Random sizes and pauses, short and long: in every period that begins with a take. */
    @ParameterizedTest
    @ValueSource(longs = {1, 7, 100, 1000, 333_333, 1_000_000_000, 1L << 40, Long.MAX_VALUE})
    void neverLetsMorePassThanTheRateTheBurstAndOneTake(long rate) {
        var random = new Random(rate);
        int largest = 1 + random.nextInt(16_384);
        var bucket = new ByteBucket(rate, largest, 0);
        double burst = Math.max(largest, (double) rate * BURST / SECOND);
        Deque<Take> recent = new ArrayDeque<>();
        long now = 0;
        for (int i = 0; i < 5000; i++) {
            now += bucket.waitNanos(now) + (random.nextInt(10) == 0 ? random.nextLong(SECOND) : random.nextLong(1000));
            var take = new Take(now, 1 + random.nextInt(largest));
            bucket.take(take.bytes(), now);
            recent.addLast(take);
            if (recent.size() > 100) {
                recent.removeFirst();
            }
            assertThat(excess(recent, rate)).isLessThanOrEqualTo((burst + largest) * 1.000001);
        }
    }

    /** A waiter that always has bytes gets the whole rate. */
    @ParameterizedTest
    @ValueSource(longs = {100, 1000, 333_333, 50_000_000})
    void losesNothingOfTheRateIfSomethingAlwaysWaits(long rate) {
        var random = new Random(rate);
        var bucket = new ByteBucket(rate, 100, 0);
        long now = 0;
        long taken = 0;
        for (int i = 0; i < 10_000; i++) {
            // A thread wakes up late, but by less than the burst.
            now += bucket.waitNanos(now) + random.nextLong(BURST / 2);
            while (bucket.waitNanos(now) == 0) {
                bucket.take(100, now);
                taken += 100;
            }
        }
        assertThat(taken).isGreaterThanOrEqualTo((long) ((double) rate * now / SECOND * 0.999999));
    }

    /** The largest number of bytes above the rate in any period that ends with the last take. */
    private static double excess(Deque<Take> takes, long rate) {
        long end = takes.getLast().nanos();
        double excess = 0;
        long bytes = 0;
        for (Take take : takes.reversed()) {
            bytes += take.bytes();
            excess = Math.max(excess, bytes - (double) rate * (end - take.nanos()) / SECOND);
        }
        return excess;
    }

    private static long takenAtOnce(ByteBucket bucket, int bytes, long nowNanos) {
        long taken = 0;
        while (bucket.waitNanos(nowNanos) == 0) {
            bucket.take(bytes, nowNanos);
            taken += bytes;
        }
        return taken;
    }
}
