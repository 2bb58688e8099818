package dev.weir.observe;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class ListenerStatisticsTests {

    private static final int CONNECTIONS = 20_000;
    private static final int BYTES = 3;

    private final ListenerStatistics statistics = new ListenerStatistics("test", "handler", 0, Served.BYTES);

    @Test
    void totalsNeverGoDownWhileConnectionsComeAndGo() throws InterruptedException {
        var going = new AtomicBoolean(true);
        var monotonic = new AtomicBoolean(true);
        Thread reader = Thread.ofPlatform().start(() -> {
            long read = 0;
            long closed = 0;
            while (going.get()) {
                long nowRead = statistics.bytesRead();
                long nowClosed = statistics.closed();
                if (nowRead < read || nowClosed < closed) {
                    monotonic.set(false);
                }
                read = nowRead;
                closed = nowClosed;
            }
        });
        Thread[] writers = LongStream.range(0, 4)
                .mapToObj(writer -> Thread.ofPlatform().start(() -> {
                    for (long i = 0; i < CONNECTIONS; i++) {
                        comeAndGo(writer * CONNECTIONS + i);
                    }
                }))
                .toArray(Thread[]::new);
        for (Thread writer : writers) {
            writer.join();
        }
        going.set(false);
        reader.join();

        assertThat(monotonic).isTrue();
        assertThat(statistics.accepted()).isEqualTo(4L * CONNECTIONS);
        assertThat(statistics.closed(CloseCause.PEER_CLOSED)).isEqualTo(4L * CONNECTIONS);
        assertThat(statistics.bytesRead()).isEqualTo(4L * CONNECTIONS * BYTES);
        assertThat(statistics.active()).isZero();
    }

    private void comeAndGo(long id) {
        ObservedConnection connection = QueuedObserverTests.connection(id, statistics);
        connection.opened();
        connection.countRead(BYTES);
        connection.end(CloseCause.PEER_CLOSED);
        connection.closed();
    }

    @Test
    void countsAHalfClosedConnectionUntilItIsGone() {
        ObservedConnection connection = QueuedObserverTests.connection(1, statistics);
        connection.opened();
        assertThat(statistics.halfClosed()).isZero();
        connection.countShutdown(Side.REMOTE);
        connection.countShutdown(Side.LOCAL);

        assertThat(statistics.halfClosed()).isEqualTo(1);
        assertThat(statistics.active()).isEqualTo(1);
        assertThat(statistics.find(1)).isSameAs(connection);
        connection.end(CloseCause.PEER_CLOSED);
        connection.closed();
        assertThat(statistics.halfClosed()).isZero();
        assertThat(statistics.find(1)).isNull();
    }

    @Test
    void idlenessBeginsWithTheLastByteSeen() {
        ObservedConnection connection = QueuedObserverTests.connection(1, statistics);
        long start = System.nanoTime();
        connection.countWritten(1);
        assertThat(connection.idleNanos(start + 1_000))
                .as("a byte that nobody has looked at yet")
                .isZero();

        connection.sampleActivity(start + 2_000);
        connection.sampleActivity(start + 3_000);

        assertThat(connection.idleNanos(start + 5_000)).isEqualTo(3_000);
    }

    @Test
    void onlyForwardedConnectionsEndBecauseOfATarget() {
        var forwarding = new ListenerStatistics("test", "forward", 0, Served.FORWARDED);
        assertThat(forwarding.causes()).containsExactly(CloseCause.values());
        assertThat(statistics.causes())
                .doesNotContain(CloseCause.UPSTREAM_RESET)
                .contains(CloseCause.PEER_RESET);
    }
}
