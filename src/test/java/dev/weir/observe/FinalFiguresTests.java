package dev.weir.observe;

import static dev.weir.testing.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.stream.Half;
import dev.weir.stream.StreamOptions;
import dev.weir.stream.TcpStream;
import dev.weir.stream.Transport;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class FinalFiguresTests {

    private static final Set<Thread.State> HELD_UP_OR_DONE =
            Set.of(Thread.State.WAITING, Thread.State.TIMED_WAITING, Thread.State.TERMINATED);

    private final CountDownLatch reading = new CountDownLatch(1);
    private final CountDownLatch arriving = new CountDownLatch(1);
    private final CountDownLatch closing = new CountDownLatch(1);

    /** An operator ends the stream while one thread of its handler reads and the other returns. */
    @Test
    void areThoseOfTheLastByteWhoeverCloses() throws Exception {
        var connection = QueuedObserverTests.connection(1, new ConnectionObserver() {});
        TcpStream stream =
                TcpStream.over(new ObservedTransport(new LateTransport(), connection), StreamOptions.DEFAULT);
        Thread reader = Thread.ofPlatform().start(() -> ignoringClose(() -> stream.read(new byte[1000])));
        reading.await();
        Thread operator = Thread.ofPlatform().start(() -> stream.abort("admin"));
        closing.await();
        var figure = new AtomicLong();
        Thread handler = Thread.ofPlatform().start(() -> {
            ignoringClose(stream::close);
            figure.set(connection.bytesRead());
        });
        await().pollDelay(Duration.ofMillis(100)).until(() -> HELD_UP_OR_DONE.contains(handler.getState()));
        arriving.countDown();
        handler.join();
        operator.join();
        reader.join();

        assertThat(figure).hasValue(5);
    }

    private static void ignoringClose(Action action) {
        try {
            action.run();
        } catch (Exception _) {
            // It was closed meanwhile.
        }
    }

    @FunctionalInterface
    private interface Action {
        void run() throws Exception;
    }

    /** Its last bytes arrive while it is being closed. */
    private final class LateTransport implements Transport {

        @Override
        public long id() {
            return 1;
        }

        @Override
        public int read(ByteBuffer destination, long timeoutNanos) {
            reading.countDown();
            awaitArrival();
            destination.put(new byte[5]);
            return 5;
        }

        @Override
        public int write(ByteBuffer source) {
            int count = source.remaining();
            source.position(source.limit());
            return count;
        }

        @Override
        public void shutdown(Half half) {}

        @Override
        public SocketAddress remoteAddress() {
            return InetSocketAddress.createUnresolved("nowhere", 0);
        }

        @Override
        public SocketAddress localAddress() {
            return InetSocketAddress.createUnresolved("nowhere", 0);
        }

        @Override
        public boolean isOpen() {
            return true;
        }

        @Override
        public void close() {
            closing.countDown();
            awaitArrival();
        }

        private void awaitArrival() {
            try {
                arriving.await();
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
