package dev.weir.observe;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.frame.FrameError;
import dev.weir.frame.FrameObserver;
import java.net.InetSocketAddress;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FrameCountersTests {

    private static final InetSocketAddress NOWHERE = InetSocketAddress.createUnresolved("nowhere", 0);

    private final ListenerStatistics listener = new ListenerStatistics("test", "handler", 0, Served.FRAMES);
    private final FrameStatistics frames = Objects.requireNonNull(listener.frames());

    @ParameterizedTest
    @CsvSource({
        "0, 0",
        "1, 0",
        "64, 0",
        "65, 1",
        "256, 1",
        "257, 2",
        "65536, 5",
        "65537, 6",
        "1048576, 7",
        "1048577, 8",
        "2147483647, 8"
    })
    void eachSizeBelongsToTheClassWithTheNextBound(int size, int expected) {
        assertThat(FrameSizes.classOf(size)).isEqualTo(expected);
    }

    @Test
    void boundsAreTheLargestSizesOfTheirClasses() {
        int[] bounds = FrameSizes.bounds();
        assertThat(bounds).hasSize(FrameSizes.CLASSES - 1).startsWith(64, 256).endsWith(1 << 20);
        assertThat(IntStream.range(0, bounds.length))
                .allMatch(i -> FrameSizes.classOf(bounds[i]) == i && FrameSizes.classOf(bounds[i] + 1) == i + 1);
    }

    @Test
    void totalsIncludeLiveAndEndedConnectionsOnce() {
        ObservedConnection ended = open(1);
        ObservedConnection live = open(2);
        frames(ended).received(10);
        frames(ended).sent(100);
        frames(live).received(1000);
        ended.end(CloseCause.PEER_CLOSED);
        ended.closed();
        frames(live).rejected(FrameError.CHECK);

        assertThat(frames.frames(FrameDirection.IN)).isEqualTo(2);
        assertThat(frames.sizes(FrameDirection.IN).bytes()).isEqualTo(1010);
        assertThat(frames.frames(FrameDirection.OUT)).isEqualTo(1);
        assertThat(frames.sizes(FrameDirection.OUT).bytes()).isEqualTo(100);
        assertThat(frames.rejectedFor(FrameError.CHECK)).isEqualTo(1);
        assertThat(frames.rejectedFor(FrameError.TIMEOUT)).isZero();
    }

    @Test
    void framesThatManyThreadsSendAreAllCounted() throws Exception {
        ObservedConnection connection = open(1);
        var threads = new ArrayList<Thread>();
        for (int i = 0; i < 4; i++) {
            threads.add(Thread.startVirtualThread(() -> {
                for (int k = 0; k < 100_000; k++) {
                    frames(connection).sent(3);
                }
            }));
        }
        for (Thread thread : threads) {
            thread.join();
        }
        assertThat(frames(connection).frames(FrameDirection.OUT)).isEqualTo(400_000);
        assertThat(frames.sizes(FrameDirection.OUT).bytes()).isEqualTo(1_200_000);
    }

    @Test
    void observersReceiveTheFramesOfAllConnections() {
        List<String> received = new ArrayList<>();
        frames.addObserver(new FrameObserver() {
            @Override
            public void received(int length) {
                received.add("in " + length);
            }

            @Override
            public void sent(int length) {
                received.add("out " + length);
            }
        });
        frames(open(1)).received(1);
        frames(open(2)).sent(2);
        assertThat(received).containsExactly("in 1", "out 2");
    }

    @Test
    void connectionsOfListenersWithoutFramesHaveNone() {
        var bytes = new ListenerStatistics("test", "handler", 0, Served.BYTES);
        assertThat(bytes.frames()).isNull();
        assertThat(new ObservedConnection(info(1), bytes).frames()).isNull();
    }

    private static FrameCounters frames(ObservedConnection connection) {
        return Objects.requireNonNull(connection.frames());
    }

    private ObservedConnection open(long id) {
        var connection = new ObservedConnection(info(id), listener, listener.frames());
        connection.opened();
        return connection;
    }

    private static ConnectionInfo info(long id) {
        return new ConnectionInfo(
                id, "test", "handler", NOWHERE, NOWHERE, NOWHERE, Instant.EPOCH, ConnectionKind.CLIENT);
    }
}
