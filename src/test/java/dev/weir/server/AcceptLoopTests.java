package dev.weir.server;

import static dev.weir.testing.Patience.DEADLINE_MILLIS;
import static dev.weir.testing.Patience.await;
import static dev.weir.testing.Patience.take;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.observe.AcceptError;
import dev.weir.observe.ListenerStatistics;
import dev.weir.observe.PauseReason;
import dev.weir.observe.RejectReason;
import dev.weir.observe.Served;
import dev.weir.stream.TcpListener;
import dev.weir.stream.Transport;
import dev.weir.stream.TransportSource;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.SocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class AcceptLoopTests {

    private final ListenerStatistics statistics = new ListenerStatistics("test", "none", 0, Served.BYTES);
    private final ConnectionLimit process = new ConnectionLimit(0);
    private final TestRegistry registry = TestRegistry.unlimited(statistics);
    private final BlockingQueue<Transport> served = registry.registered();
    private final TcpListener listener;

    AcceptLoopTests() throws IOException {
        listener = TcpListener.bind("127.0.0.1:0");
    }

    @AfterEach
    void closeAll() throws IOException {
        listener.close();
        for (Transport transport : served) {
            transport.close();
        }
    }

    @Test
    void goesOnWhateverTheDoorThrows() throws Exception {
        var thrown = new AtomicInteger();
        registry.onRegister(_ -> {
            switch (thrown.getAndIncrement()) {
                case 0 -> throw new OutOfMemoryError("as a test");
                case 1 -> throw new StackOverflowError("as a test");
                case 2 -> throw new IllegalStateException("as a test");
                default -> {}
            }
        });
        AcceptLoop loop = start();
        for (int i = 0; i < 3; i++) {
            try (Socket refused = connect()) {
                assertThat(refused.getInputStream().read())
                        .as("closed, not left open")
                        .isEqualTo(-1);
            }
        }
        try (Socket _ = connect()) {
            take(served);
        }
        assertThat(loop.isAlive()).isTrue();
        assertThat(statistics.acceptErrors(AcceptError.RESOURCE)).isEqualTo(3);
        assertThat(statistics.isPaused(PauseReason.FD_LIMIT)).isFalse();
        loop.stop();
        assertThat(loop.isAlive()).isFalse();
    }

    @Test
    void isNotAliveOnceItsListenerIsGone() throws Exception {
        AcceptLoop loop = start();
        assertThat(loop.isAlive()).isTrue();
        listener.close();
        await().until(() -> !loop.isAlive());
    }

    @Test
    void stopsEvenWhileItsThreadIsHeldUpAtTheDoor() throws Exception {
        var release = new CountDownLatch(1);
        var atDoor = new CountDownLatch(1);
        registry.onRegister(_ -> {
            atDoor.countDown();
            hold(release);
        });
        AcceptLoop loop = start();
        try (Socket _ = connect()) {
            await().until(() -> atDoor.getCount() == 0);
            loop.stop();
            assertThat(listener.isOpen()).isFalse();
            assertThat(loop.isAlive()).isFalse();
        } finally {
            release.countDown();
        }
    }

    @Test
    void acceptsWhatHasArrivedBeforeItStops() throws Exception {
        var release = new CountDownLatch(1);
        registry.onRegister(_ -> hold(release));
        AcceptLoop loop = start(new ReleasingSource(listener, release));
        try (Socket _ = connect();
                Socket _ = connect();
                Socket _ = connect()) {
            loop.acceptArrivedAndStop();
            for (int i = 0; i < 3; i++) {
                take(served);
            }
            assertThat(listener.isOpen()).isFalse();
            assertThat(loop.isAlive()).isFalse();
        } finally {
            release.countDown();
        }
        assertThat(statistics.rejectedFor(RejectReason.DRAINING)).isZero();
    }

    /** Holds connections up at the door until it is to close. */
    private record ReleasingSource(TransportSource source, CountDownLatch release) implements TransportSource {

        @Override
        public Transport acceptTransport() throws IOException {
            return source.acceptTransport();
        }

        @Override
        public SocketAddress localAddress() {
            return source.localAddress();
        }

        @Override
        public boolean isOpen() {
            return source.isOpen();
        }

        @Override
        public void closeWhenAccepted() throws IOException {
            source.closeWhenAccepted();
            release.countDown();
        }

        @Override
        public void close() throws IOException {
            source.close();
        }
    }

    @Test
    void leavesNewcomersWaitingWhilePausedAndTurnsThemAwayWhenStopped() throws Exception {
        AcceptLoop loop = start();
        loop.pause();
        try (Socket patient = connect()) {
            patient.setSoTimeout(100);
            assertThat(served.poll(100, TimeUnit.MILLISECONDS)).isNull();
            loop.resume();
            take(served);
        }
        loop.pause();
        try (Socket late = connect()) {
            await().until(() -> isAccepted(late));
            loop.acceptArrivedAndStop();
            assertThat(late.getInputStream().read()).isEqualTo(-1);
        }
        assertThat(statistics.rejectedFor(RejectReason.DRAINING)).isEqualTo(1);
        assertThat(served).isEmpty();
    }

    private AcceptLoop start() {
        return start(listener);
    }

    private AcceptLoop start(TransportSource source) {
        return AcceptLoop.start(source, statistics, registry.door(process, _ -> {}));
    }

    /** The kernel shows an accepted socket among this process's own. */
    private static boolean isAccepted(Socket client) {
        String port = ":%04X".formatted(client.getLocalPort());
        return Stream.of("/proc/net/tcp", "/proc/net/tcp6")
                .flatMap(AcceptLoopTests::lines)
                .map(line -> line.trim().split(" +"))
                .anyMatch(fields -> fields[2].endsWith(port) && !fields[9].equals("0"));
    }

    private static Stream<String> lines(String file) {
        try {
            return Files.readAllLines(Path.of(file)).stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Socket connect() throws IOException {
        var socket = new Socket();
        socket.connect(listener.localAddress());
        socket.setSoTimeout(DEADLINE_MILLIS);
        return socket;
    }

    private static void hold(CountDownLatch latch) {
        try {
            boolean _ = latch.await(60, TimeUnit.SECONDS);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }
}
