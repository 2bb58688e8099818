package dev.weir.server;

import static dev.weir.testing.Patience.DEADLINE_MILLIS;
import static dev.weir.testing.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weir.observe.ListenerStatistics;
import dev.weir.observe.RejectReason;
import dev.weir.observe.Served;
import dev.weir.proxy.ProxyProtocol;
import dev.weir.stream.TcpListener;
import dev.weir.stream.Transport;
import dev.weir.testing.Patience;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Whatever becomes of a socket, its permits come back, it is closed, and no connection stays behind. */
class DoorTests {

    private static final Limits ONE = new Limits(1, 1, 0, _ -> true);
    private static final ProxyProtocol PROXY =
            new ProxyProtocol(ProxyProtocol.Mode.REQUIRED, _ -> true, Patience.DEADLINE);
    private static final String HEADER = "PROXY TCP4 192.0.2.1 192.0.2.2 5000 3000\r\n";
    private static final Duration LONG = Duration.ofHours(1);

    private final ListenerStatistics statistics = new ListenerStatistics("test", "none", 1, Served.BYTES);
    private final ConnectionLimit process = new ConnectionLimit(0);
    private final TcpListener listener;

    DoorTests() throws IOException {
        listener = TcpListener.bind("127.0.0.1:0");
    }

    @AfterEach
    void everythingIsBack() throws IOException {
        listener.close();
        await().until(() -> process.taken() == 0);
    }

    @Test
    void connectionHoldsItsPermitUntilItHasEnded() throws Exception {
        var registry = new TestRegistry(statistics, ONE, null);
        var started = new ArrayList<Runnable>();
        Door door = registry.door(process, started::add);
        try (Socket client = connect()) {
            door.accept(listener.acceptTransport());
            assertThat(registry.live()).hasSize(1);
            assertThat(process.taken()).isEqualTo(1);
            // There is no Spring Integration to send the message to, so the connection fails at once.
            started.getFirst().run();
            assertThat(client.getInputStream().read()).isEqualTo(-1);
        }
        assertThat(registry.live()).isEmpty();
        assertThat(process.taken()).isZero();
    }

    @Test
    void rejectsWhatIsBeyondALimit() throws Exception {
        var registry = new TestRegistry(statistics, ONE, null);
        var started = new ArrayList<Runnable>();
        Door door = registry.door(process, started::add);
        try (Socket _ = connect();
                Transport first = listener.acceptTransport();
                Socket second = connect()) {
            door.accept(first);
            door.accept(listener.acceptTransport());
            assertThat(second.getInputStream().read()).isEqualTo(-1);
            assertThat(registry.registered()).containsExactly(first);
            assertThat(process.taken()).isEqualTo(1);
            started.getFirst().run();
        }
        assertThat(started).hasSize(1);
        assertThat(statistics.rejectedFor(RejectReason.MAX_PER_CLIENT)).isEqualTo(1);
    }

    @Test
    void takesNothingWhereTheExecutorRefuses() throws Exception {
        Executor full = _ -> {
            throw new RejectedExecutionException("as a test");
        };
        assertNothingIsTaken(new TestRegistry(statistics, ONE, null), full, RejectedExecutionException.class);
    }

    @Test
    void takesNothingWhereTheExecutorRefusesToReadAHeader() throws Exception {
        Executor full = _ -> {
            throw new OutOfMemoryError("as a test");
        };
        assertNothingIsTaken(new TestRegistry(statistics, ONE, PROXY), full, OutOfMemoryError.class);
    }

    @Test
    void takesNothingWhereNoConnectionCanBeMade() throws Exception {
        var registry = new TestRegistry(statistics, ONE, null).onRegister(_ -> {
            throw new StackOverflowError("as a test");
        });
        assertNothingIsTaken(registry, _ -> {}, StackOverflowError.class);
    }

    private void assertNothingIsTaken(TestRegistry registry, Executor executor, Class<? extends Throwable> thrown)
            throws IOException {
        Door door = registry.door(process, executor);
        for (int i = 0; i < 3; i++) {
            try (Socket _ = connect();
                    Transport socket = listener.acceptTransport()) {
                assertThatThrownBy(() -> door.accept(socket)).isInstanceOf(thrown);
                assertThat(socket.isOpen()).as("left to the caller").isTrue();
            }
        }
        assertThat(registry.live()).isEmpty();
        assertThat(process.taken()).isZero();
        assertThat(statistics.rejected()).isZero();
    }

    @Test
    void rejectsAConnectionWithoutAHeader() throws Exception {
        assertRejected(new TestRegistry(statistics, ONE, PROXY), "GET / HTTP/1.1\r\n", RejectReason.PROXY_PROTOCOL);
    }

    @Test
    void rejectsAClientByTheAddressInTheHeader() throws Exception {
        var lists = new Limits(1, 1, 0, client -> !client.getHostAddress().equals("192.0.2.1"));
        assertRejected(new TestRegistry(statistics, lists, PROXY), HEADER, RejectReason.DENIED);
    }

    private void assertRejected(TestRegistry registry, String bytes, RejectReason reason) throws IOException {
        Door door = registry.door(process, Thread::startVirtualThread);
        for (int i = 0; i < 3; i++) {
            try (Socket client = connect()) {
                door.accept(listener.acceptTransport());
                send(client, bytes);
                assertThat(client.getInputStream().read()).isEqualTo(-1);
                assertThat(process.taken())
                        .as("returned before the client sees its end")
                        .isZero();
            }
        }
        assertThat(statistics.rejectedFor(reason)).isEqualTo(3);
        assertThat(registry.live()).isEmpty();
    }

    @Test
    void rejectsAClientWhoseHeaderComesAfterTheDoorHasClosed() throws Exception {
        var registry = new TestRegistry(statistics, ONE, PROXY);
        Door door = registry.door(process, Thread::startVirtualThread);
        try (Socket client = connect()) {
            door.accept(listener.acceptTransport());
            door.close();
            send(client, HEADER);
            assertThat(client.getInputStream().read()).isEqualTo(-1);
        }
        assertThat(statistics.rejectedFor(RejectReason.DRAINING)).isEqualTo(1);
        assertThat(registry.live()).isEmpty();
    }

    @Test
    void closesWhenTheHeadersOfAcceptedSocketsHaveBeenRead() throws Exception {
        var registry = new TestRegistry(statistics, ONE, PROXY);
        var started = new ArrayList<Runnable>();
        Door door = registry.door(process, started::add);
        try (Socket client = connect()) {
            door.accept(listener.acceptTransport());
            send(client, HEADER);
            Thread closing = Thread.ofVirtual().start(() -> door.closeAfterHeaders(LONG));
            await().until(() -> closing.getState() == Thread.State.TIMED_WAITING);
            started.getFirst().run();
            assertThat(registry.registered()).hasSize(1);
            assertThat(closing.join(Patience.DEADLINE)).isTrue();
        }
        assertThat(statistics.rejected()).isZero();
    }

    @Test
    void closesAlthoughAHeaderDoesNotCome() throws Exception {
        var registry = new TestRegistry(statistics, ONE, PROXY);
        Door door = registry.door(process, Thread::startVirtualThread);
        try (Socket client = connect()) {
            door.accept(listener.acceptTransport());
            door.closeAfterHeaders(Duration.ofMillis(1));
            send(client, HEADER);
            assertThat(client.getInputStream().read()).isEqualTo(-1);
        }
        assertThat(statistics.rejectedFor(RejectReason.DRAINING)).isEqualTo(1);
    }

    @Test
    void doesNotWaitForHeadersOfRejectedSockets() throws Exception {
        var registry = new TestRegistry(statistics, ONE, PROXY);
        var refusals = new AtomicInteger(1);
        Door door = registry.door(process, task -> {
            if (refusals.getAndDecrement() > 0) {
                throw new RejectedExecutionException("as a test");
            }
            Thread.startVirtualThread(task);
        });
        try (Socket _ = connect();
                Transport refused = listener.acceptTransport();
                Socket client = connect()) {
            assertThatThrownBy(() -> door.accept(refused)).isInstanceOf(RejectedExecutionException.class);
            door.accept(listener.acceptTransport());
            send(client, "GET / HTTP/1.1\r\n");
            assertThat(client.getInputStream().read()).isEqualTo(-1);
            Thread closing = Thread.ofVirtual().start(() -> door.closeAfterHeaders(LONG));
            assertThat(closing.join(Patience.DEADLINE)).isTrue();
        }
    }

    /** A drain that has collected the live connections must not be followed by one more. */
    @Test
    void rejectsAConnectionThatIsRegisteredWhileTheDoorCloses() throws Exception {
        var registering = new CountDownLatch(1);
        var closed = new CountDownLatch(1);
        var registry = new TestRegistry(statistics, ONE, PROXY).onRegister(_ -> {
            registering.countDown();
            await().until(() -> closed.getCount() == 0);
        });
        Door door = registry.door(process, Thread::startVirtualThread);
        try (Socket client = connect()) {
            door.accept(listener.acceptTransport());
            send(client, HEADER);
            await().until(() -> registering.getCount() == 0);
            door.close();
            closed.countDown();
            assertThat(client.getInputStream().read()).isEqualTo(-1);
        }
        assertThat(statistics.rejectedFor(RejectReason.DRAINING)).isEqualTo(1);
        assertThat(registry.live()).isEmpty();
    }

    @Test
    void closesAProxiedClientOfWhichNoConnectionCanBeMade() throws Exception {
        var registry = new TestRegistry(statistics, ONE, PROXY).onRegister(_ -> {
            throw new OutOfMemoryError("as a test");
        });
        Door door = registry.door(process, Thread::startVirtualThread);
        for (int i = 0; i < 3; i++) {
            try (Socket client = connect()) {
                door.accept(listener.acceptTransport());
                send(client, HEADER);
                assertThat(client.getInputStream().read()).isEqualTo(-1);
                assertThat(process.taken()).isZero();
            }
        }
        assertThat(registry.live()).isEmpty();
    }

    private Socket connect() throws IOException {
        var socket = new Socket();
        socket.connect(listener.localAddress());
        socket.setSoTimeout(DEADLINE_MILLIS);
        return socket;
    }

    private static void send(Socket client, String text) throws IOException {
        client.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
    }
}
