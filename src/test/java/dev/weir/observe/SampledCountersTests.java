package dev.weir.observe;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** With a clock of the test's own. */
class SampledCountersTests {

    private final ObservedConnection connection = QueuedObserverTests.connection(1, new ConnectionObserver() {});
    private final long start = System.nanoTime();

    @Test
    void theRateIsThatOfTheLastInterval() {
        assertThat(connection.readRate()).isZero();
        connection.countRead(500);
        connection.countWritten(3_000_000);
        assertThat(connection.readRate()).as("before the second is over").isZero();

        connection.sampleRate(seconds(1));
        assertThat(connection.readRate()).isEqualTo(500);
        assertThat(connection.writtenRate()).isEqualTo(3_000_000);

        connection.countRead(500);
        connection.sampleRate(seconds(2));
        assertThat(connection.readRate()).isEqualTo(250);
        assertThat(connection.writtenRate()).isZero();
    }

    @Test
    void aWriteIsBlockedFromTheSampleThatFindsItToItsEnd() {
        assertThat(connection.blockedNanos(start)).isZero();
        connection.countWriteOperation();
        assertThat(connection.blockedNanos(start)).as("not found yet").isZero();

        connection.sampleActivity(start + seconds(1));
        assertThat(connection.blockedNanos(start + seconds(4))).isEqualTo(seconds(3));
        connection.sampleActivity(start + seconds(5));
        assertThat(connection.blockedNanos(start + seconds(6))).isEqualTo(seconds(5));

        connection.countWriteOperation();
        assertThat(connection.blockedNanos(start + seconds(6))).as("has ended").isZero();
        connection.sampleActivity(start + seconds(7));
        assertThat(connection.blockedNanos(start + seconds(8))).isZero();

        connection.countWriteOperation();
        assertThat(connection.blockedNanos(start + seconds(8)))
                .as("another, not found yet")
                .isZero();
    }

    @Test
    void timeInWhichTheProcessDidNotRunCountsTowardsNothing() {
        connection.countWriteOperation();
        connection.sampleActivity(start);
        connection.skip(seconds(60));

        assertThat(connection.blockedNanos(start + seconds(61))).isEqualTo(seconds(1));
        assertThat(connection.idleNanos(start + seconds(61))).isBetween(seconds(1), seconds(2));
    }

    @Test
    void theEndIsThatLongAgo() {
        assertThat(connection.endedNanos(start)).isNegative();
        connection.end(CloseCause.PEER_CLOSED);
        connection.closed();
        long after = System.nanoTime();

        assertThat(connection.endedNanos(after + seconds(5))).isBetween(seconds(5), seconds(5) + after - start);
    }

    private static long seconds(long seconds) {
        return TimeUnit.SECONDS.toNanos(seconds);
    }
}
