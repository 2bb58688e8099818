package dev.weir.observe;

import static dev.weir.testing.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.testing.LogCapture;
import java.net.InetSocketAddress;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class QueuedObserverTests {

    private final List<String> heard = new CopyOnWriteArrayList<>();

    @Test
    void hearsEveryEventInItsOrder() {
        try (var queue = new QueuedObserver("recorder", recorder(), 16)) {
            ObservedConnection connection = connection(1, queue);
            connection.opened();
            connection.countRead(1);
            connection.countShutdown(Side.REMOTE);
            connection.handlerFailed(new IllegalStateException());
            connection.end(CloseCause.PEER_CLOSED);
            connection.closed();

            await().untilAsserted(() -> assertThat(heard)
                    .containsExactly("opened 1", "firstByte 1", "shutDown 1", "failed 1", "closed 1 PEER_CLOSED"));
        }
    }

    @Test
    void dropsAndCountsByListenerWhatItHasNoRoomFor() throws InterruptedException {
        var entered = new Semaphore(0);
        var release = new CountDownLatch(1);
        var blocking = new ConnectionObserver() {
            @Override
            public void opened(ObservedConnection connection) {
                entered.release();
                try {
                    release.await();
                } catch (InterruptedException _) {
                    Thread.currentThread().interrupt();
                }
                heard.add("opened " + connection.info().id());
            }
        };
        try (var queue = new QueuedObserver("blocking", blocking, 3)) {
            connection(0, queue).opened();
            entered.acquire();
            IntStream.rangeClosed(1, 10).forEach(id -> connection(id, queue).opened());

            assertThat(queue.dropped("test")).isEqualTo(7);
            assertThat(queue.dropped("another")).isZero();
            release.countDown();
            await().untilAsserted(
                            () -> assertThat(heard).containsExactly("opened 0", "opened 1", "opened 2", "opened 3"));
        }
    }

    @Test
    void goesOnAfterAFailureAndLogsTheFirst() {
        var broken = new ConnectionObserver() {
            @Override
            public void opened(ObservedConnection connection) {
                throw new IllegalStateException("broken");
            }

            @Override
            public void closed(ObservedConnection connection, CloseCause cause) {
                heard.add("closed");
                throw new AssertionError("broken too");
            }
        };
        try (var log = LogCapture.of(QueuedObserver.class);
                var queue = new QueuedObserver("broken", broken, 16)) {
            for (int i = 0; i < 3; i++) {
                queue.opened(connection(i, queue));
                queue.closed(connection(i, queue), CloseCause.ADMIN);
            }

            await().untilAsserted(() -> assertThat(heard).hasSize(3));
            assertThat(log.lines().stream().filter(line -> line.contains("Observer broken failed; it continues")))
                    .hasSize(1);
        }
    }

    @Test
    void deliversWhatIsQueuedBeforeItIsClosed() {
        var queue = new QueuedObserver("recorder", recorder(), 1024);
        IntStream.range(0, 1000).forEach(id -> queue.opened(connection(id, queue)));
        queue.close();
        queue.close();

        assertThat(heard).hasSize(1000);
    }

    @Test
    void closesAlthoughItsObserverNeverReturns() {
        var interrupted = new CountDownLatch(1);
        var stuck = new ConnectionObserver() {
            @Override
            public void opened(ObservedConnection connection) {
                try {
                    new CountDownLatch(1).await();
                } catch (InterruptedException _) {
                    interrupted.countDown();
                }
            }
        };
        var queue = new QueuedObserver("stuck", stuck, 1);
        queue.opened(connection(1, queue));
        queue.opened(connection(2, queue));
        queue.close();

        await().untilAsserted(() -> assertThat(interrupted.getCount()).isZero());
    }

    @Test
    void eventsThatTheObserverDoesNotHandleTakeNoPlaceInTheQueue() {
        var ends = new ConnectionObserver() {
            @Override
            public Set<ObservedEvent> events() {
                return Set.of(ObservedEvent.CLOSED);
            }

            @Override
            public void closed(ObservedConnection connection, CloseCause cause) {
                heard.add("closed " + connection.info().id());
            }
        };
        try (var queue = new QueuedObserver("ends", ends, 1)) {
            ObservedConnection connection = connection(1, queue);
            IntStream.range(0, 100).forEach(_ -> {
                connection.opened();
                connection.handshakeDone(HandshakeResult.success("TLSv1.3", 1));
                connection.countRead(1);
                connection.countShutdown(Side.REMOTE);
                connection.handlerFailed(new IllegalStateException());
            });
            connection.end(CloseCause.ADMIN);
            connection.closed();

            await().untilAsserted(() -> assertThat(heard).containsExactly("closed 1"));
            assertThat(queue.dropped("test")).isZero();
        }
    }

    private ConnectionObserver recorder() {
        return new ConnectionObserver() {
            @Override
            public void opened(ObservedConnection connection) {
                heard.add("opened " + connection.info().id());
            }

            @Override
            public void firstByte(ObservedConnection connection) {
                heard.add("firstByte " + connection.info().id());
            }

            @Override
            public void shutDown(ObservedConnection connection, Side side) {
                heard.add("shutDown " + connection.info().id());
            }

            @Override
            public void handlerFailed(ObservedConnection connection, Throwable failure) {
                heard.add("failed " + connection.info().id());
            }

            @Override
            public void closed(ObservedConnection connection, CloseCause cause) {
                heard.add("closed " + connection.info().id() + " " + cause);
            }
        };
    }

    static ObservedConnection connection(long id, ConnectionObserver observer) {
        var nowhere = InetSocketAddress.createUnresolved("nowhere", 0);
        return new ObservedConnection(
                new ConnectionInfo(
                        id, "test", "handler", nowhere, nowhere, nowhere, Instant.EPOCH, ConnectionKind.CLIENT),
                observer);
    }
}
