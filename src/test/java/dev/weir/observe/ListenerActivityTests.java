package dev.weir.observe;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class ListenerActivityTests {

    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

    private final ListenerStatistics statistics = new ListenerStatistics("test", "handler", 0, Served.BYTES);

    @Test
    void showsTheLastSecond() {
        ObservedConnection staying = open(1);
        ObservedConnection leaving = open(2);
        staying.countRead(100);
        leaving.countRead(20);
        leaving.countWritten(7);
        end(leaving, CloseCause.PEER_CLOSED);
        statistics.rejected(RejectReason.DENIED);
        assertThat(statistics.activity().rate()).isEqualTo(new ListenerActivity.Rate(0, 0, 0, 0, 0));

        statistics.sampleRates(SECOND);
        assertThat(statistics.activity().rate()).isEqualTo(new ListenerActivity.Rate(120, 7, 2, 1, 1));
        assertThat(staying.readRate()).isEqualTo(100);

        staying.countRead(50);
        statistics.sampleRates(SECOND / 2);
        assertThat(statistics.activity().rate()).isEqualTo(new ListenerActivity.Rate(100, 0, 0, 0, 0));
    }

    @Test
    void remembersAMinuteAndTheOldestSecondIsFirst() {
        ObservedConnection connection = open(1);
        assertThat(statistics.activity().history().read())
                .as("before the start there was nothing")
                .hasSize(ListenerActivity.SECONDS)
                .containsOnly(0L);

        for (int second = 1; second <= 70; second++) {
            connection.countRead(second);
            connection.countWritten(2 * second);
            statistics.sampleRates(SECOND);
        }

        ListenerActivity.History history = statistics.activity().history();
        assertThat(history.read())
                .isEqualTo(LongStream.rangeClosed(11, 70).boxed().toList());
        assertThat(history.written().getLast()).isEqualTo(140);
        assertThat(history.active()).hasSize(ListenerActivity.SECONDS).containsOnly(1L);
    }

    @Test
    void spreadsATimeInWhichTheProcessDidNotRunOverItsSeconds() {
        ObservedConnection connection = open(1);
        connection.countRead(7);
        statistics.sampleRates(SECOND + SECOND / 4);
        connection.countRead(100);
        statistics.sampleRates(5 * SECOND);
        statistics.sampleRates(SECOND);

        assertThat(statistics.activity().history().read()).endsWith(0L, 6L, 20L, 20L, 20L, 20L, 20L, 0L);
        assertThat(statistics.activity().history().active()).endsWith(0L, 1L, 1L, 1L, 1L, 1L, 1L, 1L);

        statistics.sampleRates(1000 * SECOND);
        assertThat(statistics.activity().history().read()).containsOnly(0L);
    }

    @Test
    void remembersTheLastEndsAndTheLatestIsFirst() {
        assertThat(statistics.ended()).isEmpty();
        for (int id = 1; id <= ListenerStatistics.MAX_ENDED + 5; id++) {
            end(open(id), CloseCause.PEER_CLOSED);
        }

        List<Long> ended =
                statistics.ended().stream().map(ObservedConnection::key).toList();
        assertThat(ended)
                .isEqualTo(LongStream.iterate(ListenerStatistics.MAX_ENDED + 5, id -> id - 1)
                        .limit(ListenerStatistics.MAX_ENDED)
                        .boxed()
                        .toList());
    }

    @Test
    void remembersAnEndOnce() {
        ObservedConnection connection = open(1);
        end(connection, CloseCause.ADMIN);
        statistics.closed(connection, CloseCause.ADMIN);

        assertThat(statistics.ended()).containsExactly(connection);
    }

    private ObservedConnection open(long id) {
        ObservedConnection connection = QueuedObserverTests.connection(id, statistics);
        connection.opened();
        return connection;
    }

    private static void end(ObservedConnection connection, CloseCause cause) {
        connection.end(cause);
        connection.closed();
    }
}
