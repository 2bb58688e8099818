package dev.weir.carriers;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class CarrierPolicyTests {

    private static final int MAX = 8;
    private static final long NONE = 0;
    private static final long SHORT = TimeUnit.MICROSECONDS.toNanos(10);
    private static final long LATE = TimeUnit.MILLISECONDS.toNanos(3);
    private static final long STUCK = CarrierPolicy.FAST_NANOS;

    private long now = 42;
    private final CarrierPolicy policy = new CarrierPolicy(MAX, now);
    private int carriers = policy.carriers();

    @Test
    void beginsWithOneCarrier() {
        assertThat(carriers).isEqualTo(1);
    }

    @Test
    void takesCarriersAwayDownToOneWhileNoThreadWaits() {
        growToAll();
        pass(60, SHORT);

        assertThat(carriers).isEqualTo(1);
    }

    @Test
    void takesNoneAwayWhileThreadsWait() {
        growToAll();
        pass(60, LATE);

        assertThat(carriers).isEqualTo(MAX);
    }

    @Test
    void addsOneWhenThreadsAreLateThreeTimesInSuccession() {
        measure(LATE);
        measure(LATE);
        assertThat(carriers).isEqualTo(1);
        measure(LATE);
        assertThat(carriers).isEqualTo(2);
    }

    @Test
    void addsNoneForAThreadThatIsLateOnceInAWhile() {
        for (int i = 0; i < 100; i++) {
            measure(LATE);
            measure(LATE);
            measure(SHORT);
        }
        assertThat(carriers).isEqualTo(1);
    }

    @Test
    void doublesThemAtOnceIfThreadsWaitAndNoneHasATurn() {
        measureStuck(STUCK);
        assertThat(carriers).isEqualTo(2);
        measureStuck(2 * STUCK);
        assertThat(carriers).isEqualTo(4);
        measureStuck(3 * STUCK);
        measureStuck(4 * STUCK);
        assertThat(carriers).isEqualTo(MAX);
    }

    @Test
    void measuresMoreOftenUnderLoadAndWhileThereAreFewer() {
        measure(SHORT);
        assertThat(policy.intervalNanos()).isEqualTo(CarrierPolicy.FAST_NANOS);
        measure(NONE);
        assertThat(policy.intervalNanos()).isEqualTo(CarrierPolicy.IDLE_NANOS);
        growToAll();
        assertThat(policy.intervalNanos()).isEqualTo(CarrierPolicy.SLOW_NANOS);
    }

    @Test
    void triesAStepDownAgainAfterEverLongerTimesIfItHasToBeTakenBack() {
        long shortest = Long.MAX_VALUE;
        long longest = 0;
        for (int i = 0; i < 10; i++) {
            measureStuck(STUCK);
            long grown = now;
            while (carriers > 1) {
                measure(SHORT);
            }
            shortest = Math.min(shortest, now - grown);
            longest = Math.max(longest, now - grown);
        }
        assertThat(TimeUnit.NANOSECONDS.toSeconds(shortest)).isLessThanOrEqualTo(2);
        assertThat(TimeUnit.NANOSECONDS.toSeconds(longest)).isBetween(60L, 70L);
    }

    private void growToAll() {
        while (carriers < MAX) {
            measureStuck(STUCK);
        }
    }

    private void pass(int seconds, long waited) {
        long end = now + TimeUnit.SECONDS.toNanos(seconds);
        while (now - end < 0) {
            measure(waited);
        }
    }

    private void measure(long waited) {
        carriers = policy.next(waited, 0, now += policy.intervalNanos());
    }

    private void measureStuck(long stuck) {
        carriers = policy.next(0, stuck, now += policy.intervalNanos());
    }
}
