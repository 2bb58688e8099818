package dev.weir.stream;

import static dev.weir.testing.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.weir.testing.FullBacklog;
import java.io.IOException;
import java.net.ConnectException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.ServerSocket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.ClosedChannelException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class ConnectAttemptTests {

    private static final StreamOptions PATIENT = StreamOptions.DEFAULT.withConnectTimeout(Duration.ofSeconds(50));
    private static final InetAddress V4 = InetAddress.ofLiteral("127.0.0.1");
    private static final InetAddress V6 = InetAddress.ofLiteral("::1");

    /** An address without a listener: its port was free a moment ago. */
    private static InetSocketAddress refusingAddress() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return (InetSocketAddress) socket.getLocalSocketAddress();
        }
    }

    private static InetSocketAddress addressOf(TcpListener listener) {
        return (InetSocketAddress) listener.localAddress();
    }

    private static ConnectAttempt to(StreamOptions options, InetSocketAddress... addresses) {
        return ConnectAttempt.to(List.of(addresses), "weir.example", 80, options);
    }

    private static ConnectAttempt toName(int port, NameResolver resolver, StreamOptions options) {
        return ConnectAttempt.to(new StreamAddress.Inet("weir.example", port), resolver, options);
    }

    private static void assumeIpv6() throws IOException {
        assumeThat(NetworkInterface.networkInterfaces()
                        .flatMap(NetworkInterface::inetAddresses)
                        .filter(Inet6Address.class::isInstance))
                .as("IPv6 addresses of this machine")
                .isNotEmpty();
    }

    @Test
    void triesTheNextAddressAtOnceIfOneRefuses() throws IOException {
        try (TcpListener listener = TcpListener.bind("127.0.0.1:0");
                TcpStream stream = to(PATIENT, refusingAddress(), refusingAddress(), addressOf(listener))
                        .connect()) {
            assertThat(stream.remoteAddress()).isEqualTo(listener.localAddress());
        }
    }

    @Test
    void triesTheOtherFamilyOfAName() throws IOException {
        assumeIpv6();
        for (String local : List.of("127.0.0.1:0", "[::1]:0")) {
            try (TcpListener listener = TcpListener.bind(local)) {
                int port = addressOf(listener).getPort();
                for (InetAddress[] found : new InetAddress[][] {{V4, V6}, {V6, V4}}) {
                    try (TcpStream stream = toName(port, _ -> found, PATIENT).connect()) {
                        assertThat(stream.remoteAddress()).isEqualTo(listener.localAddress());
                    }
                }
            }
        }
    }

    @Test
    void anAddressThatDoesNotAnswerDelaysTheNextOnly() throws IOException {
        try (var full = new FullBacklog();
                TcpListener listener = TcpListener.bind("127.0.0.1:0");
                TcpStream stream =
                        to(PATIENT, full.address(), addressOf(listener)).connect()) {
            assertThat(stream.remoteAddress()).isEqualTo(listener.localAddress());
            assertThat(full.unanswered()).isZero();
        }
    }

    @Test
    void anAddressThatAnswersLateStillWins() throws Exception {
        try (var full = new FullBacklog();
                var other = new FullBacklog()) {
            Background<TcpStream> connecting = Background.call(to(PATIENT, full.address(), other.address())::connect);
            awaitUnanswered(1, full);
            awaitUnanswered(1, other);
            full.makeRoom();
            try (TcpStream stream = connecting.get()) {
                assertThat(stream.remoteAddress()).isEqualTo(full.address());
                assertThat(other.unanswered()).isZero();
            }
        }
    }

    @Test
    void theWinnerIsAnOrdinaryStream() throws Exception {
        var settings = new SocketSettings(true, KeepAlive.ON, 20_000, 20_000, null);
        try (TcpListener listener = TcpListener.bind("127.0.0.1:0");
                TcpStream client = to(PATIENT.withSocket(settings), refusingAddress(), addressOf(listener))
                        .connect();
                TcpStream server = listener.accept()) {
            client.writeAll(new byte[] {1, 2, 3});
            client.shutdown();
            assertThat(server.inputStream().readAllBytes()).containsExactly(1, 2, 3);
            client.readTimeout(Duration.ofMillis(1));
            assertThatExceptionOfType(SocketTimeoutException.class).isThrownBy(() -> client.read(new byte[1]));
            server.writeAll(new byte[] {4});
            server.flush();
            client.readTimeout(Background.PATIENCE);
            assertThat(client.inputStream().read()).isEqualTo(4);
        }
    }

    @Test
    void throwsTheFirstFailureWithTheOthers() throws IOException {
        InetSocketAddress first = refusingAddress();
        InetSocketAddress second = refusingAddress();
        assertThatExceptionOfType(ConnectException.class)
                .isThrownBy(to(PATIENT, first, second)::connect)
                .withMessageContaining(StreamAddress.format(first))
                .satisfies(e -> assertThat(e.getSuppressed())
                        .singleElement()
                        .isInstanceOf(ConnectException.class)
                        .asString()
                        .contains(StreamAddress.format(second)));
    }

    @Test
    void theTimeoutCoversAllAddresses() throws IOException {
        StreamOptions hasty = PATIENT.withConnectTimeout(Duration.ofMillis(400));
        InetSocketAddress refusing = refusingAddress();
        try (var full = new FullBacklog();
                var other = new FullBacklog()) {
            assertThatExceptionOfType(SocketTimeoutException.class)
                    .isThrownBy(to(hasty, refusing, full.address(), other.address())::connect)
                    .withMessageContaining(StreamAddress.format(full.address()))
                    .satisfies(e -> assertThat(e.getSuppressed())
                            .singleElement()
                            .asString()
                            .contains(StreamAddress.format(refusing)));
            assertThatExceptionOfType(SocketTimeoutException.class).isThrownBy(to(hasty, full.address())::connect);
            assertThat(full.unanswered() + other.unanswered()).isZero();
        }
    }

    @Test
    void theTimeoutCoversTheLookup() {
        var never = new CountDownLatch(1);
        NameResolver silent = _ -> {
            awaitUninterruptibly(never);
            return new InetAddress[] {V4};
        };
        assertThatExceptionOfType(SocketTimeoutException.class)
                .isThrownBy(toName(80, silent, PATIENT.withConnectTimeout(Duration.ofMillis(50)))::connect)
                .withMessageContaining("weir.example");
        never.countDown();
    }

    @Test
    void anUnknownHostIsTheLookupsFailure() {
        assertThatExceptionOfType(UnknownHostException.class)
                .isThrownBy(toName(
                        80,
                        host -> {
                            throw new UnknownHostException(host + " is unknown");
                        },
                        PATIENT)::connect)
                .withMessage("weir.example is unknown");
    }

    @Test
    void anIpLiteralIsNotLookedUp() throws IOException {
        var lookups = new AtomicInteger();
        NameResolver counting = host -> {
            lookups.incrementAndGet();
            return InetAddress.getAllByName(host);
        };
        try (TcpListener listener = TcpListener.bind("127.0.0.1:0");
                TcpStream stream = ConnectAttempt.to(
                                new StreamAddress.Inet(
                                        "127.0.0.1", addressOf(listener).getPort()),
                                counting,
                                PATIENT)
                        .connect()) {
            assertThat(stream.remoteAddress()).isEqualTo(listener.localAddress());
            assertThat(lookups).hasValue(0);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void anInterruptEndsTheConnect(int addresses) throws Exception {
        try (var full = new FullBacklog();
                var other = new FullBacklog()) {
            for (Thread.Builder builder : new Thread.Builder[] {Thread.ofVirtual(), Thread.ofPlatform()}) {
                ConnectAttempt attempt =
                        addresses == 1 ? to(PATIENT, full.address()) : to(PATIENT, full.address(), other.address());
                var thrown = new AtomicReference<Throwable>();
                Thread thread = builder.start(() -> {
                    try {
                        attempt.connect().close();
                    } catch (IOException e) {
                        thrown.set(
                                Thread.currentThread().isInterrupted() ? e : new AssertionError("the flag is lost", e));
                    }
                });
                awaitUnanswered(addresses, full, other);
                thread.interrupt();
                thread.join(Background.PATIENCE);
                assertThat(thrown.get()).isInstanceOf(ClosedByInterruptException.class);
                assertThat(full.unanswered() + other.unanswered()).isZero();
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void aCloseEndsTheConnect(int addresses) throws Exception {
        try (var full = new FullBacklog();
                var other = new FullBacklog()) {
            ConnectAttempt attempt =
                    addresses == 1 ? to(PATIENT, full.address()) : to(PATIENT, full.address(), other.address());
            Background<TcpStream> connecting = Background.call(attempt::connect);
            awaitUnanswered(addresses, full, other);
            attempt.close();
            assertThat(connecting.failure())
                    .isInstanceOf(StreamClosedException.class)
                    .hasMessageContaining("weir.example:80");
            assertThat(full.unanswered() + other.unanswered()).isZero();
            attempt.close();
        }
    }

    @Test
    void anInterruptAndACloseEndTheLookup() throws Exception {
        var looking = new CountDownLatch(2);
        var never = new CountDownLatch(1);
        NameResolver silent = _ -> {
            looking.countDown();
            awaitUninterruptibly(never);
            return new InetAddress[] {V4};
        };
        ConnectAttempt attempt = toName(80, silent, PATIENT);
        Background<TcpStream> closed = Background.call(attempt::connect);
        Background<TcpStream> interrupted = Background.call(toName(80, silent, PATIENT)::connect);
        looking.await();
        attempt.close();
        interrupted.interrupt();
        assertThat(closed.failure()).isInstanceOf(StreamClosedException.class);
        assertThat(interrupted.failure()).isInstanceOf(ClosedByInterruptException.class);
        assertThat(interrupted.wasInterruptedAtEnd()).isTrue();
        never.countDown();
    }

    @Test
    void aCloseBeforehandPreventsTheConnect() throws IOException {
        try (TcpListener listener = TcpListener.bind("127.0.0.1:0")) {
            ConnectAttempt attempt = ConnectAttempt.to(listener.toString(), PATIENT);
            attempt.close();
            assertThatExceptionOfType(StreamClosedException.class).isThrownBy(attempt::connect);
        }
    }

    @Test
    void aCloseAfterwardsLeavesTheStreamToTheCaller() throws IOException {
        try (TcpListener listener = TcpListener.bind("127.0.0.1:0")) {
            ConnectAttempt attempt = ConnectAttempt.to(listener.toString(), PATIENT);
            try (TcpStream client = attempt.connect();
                    TcpStream server = listener.accept()) {
                attempt.close();
                client.writeAll(new byte[] {7});
                client.shutdown();
                assertThat(server.inputStream().readAllBytes()).containsExactly(7);
            }
            assertThatIllegalStateException()
                    .isThrownBy(attempt::connect)
                    .withMessageContaining(listener.toString())
                    .withMessageContaining("before");
        }
    }

    /** Whichever comes first, there is either a stream that works or no connection. */
    @Test
    void aCloseAtAnyTimeIsAllOrNothing() throws Exception {
        try (TcpListener listener = TcpListener.bind("127.0.0.1:0")) {
            for (int i = 0; i < 200; i++) {
                ConnectAttempt attempt = i % 2 == 0
                        ? ConnectAttempt.to(listener.toString(), PATIENT)
                        : to(PATIENT, refusingAddress(), addressOf(listener));
                var closing = Background.run(attempt::close);
                try (TcpStream client = attempt.connect()) {
                    closing.get();
                    client.writeAll(new byte[] {1});
                    client.flush();
                    assertThat(awaitByte(listener)).isEqualTo(1);
                } catch (StreamClosedException e) {
                    assertThat(e).hasMessageContaining("attempt to connect");
                    closing.get();
                }
            }
        }
    }

    /** Connections of closed attempts come first, and end without a byte. */
    private static int awaitByte(TcpListener listener) throws IOException {
        while (true) {
            try (Transport server = listener.acceptTransport()) {
                var one = ByteBuffer.allocate(1);
                if (server.read(one, Background.PATIENCE.toNanos()) == 1) {
                    return one.get(0);
                }
            }
        }
    }

    @Test
    void aUnixSocketHasNoAddressesToChoose(@TempDir Path directory) throws IOException {
        String address = "unix:" + directory.resolve("socket");
        try (TcpListener listener = TcpListener.bind(address)) {
            ConnectAttempt attempt = ConnectAttempt.to(address, PATIENT);
            try (TcpStream stream = attempt.connect()) {
                attempt.close();
                assertThat(StreamAddress.format(stream.remoteAddress())).isEqualTo(address);
            }
            ConnectAttempt closed = ConnectAttempt.to(address, PATIENT);
            closed.close();
            assertThatExceptionOfType(ClosedChannelException.class)
                    .isThrownBy(closed::connect)
                    .withMessageContaining(address);
            assertThat(listener.isOpen()).isTrue();
        }
    }

    /** A kernel without room in the backlog lets a blocking connect wait without a limit. */
    @Test
    void aUnixSocketWithAFullBacklogFailsAtOnce(@TempDir Path directory) throws Exception {
        String address = "unix:" + directory.resolve("socket");
        List<TcpStream> waiting = new ArrayList<>();
        try (TcpListener _ = TcpListener.bind(address, new ListenerOptions(1, false, StreamOptions.DEFAULT))) {
            for (Thread.Builder builder : List.of(Thread.ofVirtual(), Thread.ofPlatform())) {
                var thrown = new AtomicReference<Throwable>();
                Thread thread = builder.start(() -> {
                    try {
                        while (waiting.size() < 100) {
                            waiting.add(TcpStream.connect(address, PATIENT));
                        }
                    } catch (IOException e) {
                        thrown.set(e);
                    }
                });
                assertThat(thread.join(Background.PATIENCE)).isTrue();
                assertThat(thrown.get()).isInstanceOf(SocketException.class).hasMessageStartingWith(address + ": ");
            }
        } finally {
            waiting.forEach(stream -> stream.abort("done"));
        }
    }

    @Test
    void anInterruptedThreadDoesNotConnect(@TempDir Path directory) throws Exception {
        for (String address : List.of("127.0.0.1:0", "unix:" + directory.resolve("socket"))) {
            try (TcpListener listener = TcpListener.bind(address)) {
                Background<TcpStream> connecting = Background.call(() -> {
                    Thread.currentThread().interrupt();
                    return TcpStream.connect(listener.toString(), PATIENT);
                });
                assertThat(connecting.failure()).isInstanceOf(ClosedByInterruptException.class);
                assertThat(connecting.wasInterruptedAtEnd()).isTrue();
            }
        }
    }

    @Test
    void theHandshakeFollowsWithTheHostAskedForAndTheRemainingTime() throws Exception {
        var secured = new AtomicReference<Transport>();
        StreamOptions options = PATIENT.withTls((connected, host, port, timeout) -> {
            assertThat(host).isEqualTo("weir.example");
            assertThat(port).isEqualTo(80);
            assertThat(timeout).isPositive().isLessThan(PATIENT.connectTimeout());
            secured.set(new NamedLayer(connected));
            return secured.get();
        });
        try (TcpListener listener = TcpListener.bind("127.0.0.1:0");
                Transport transport = to(options, addressOf(listener)).connectTransport()) {
            assertThat(transport).isSameAs(secured.get());
        }
    }

    private record NamedLayer(Transport below) implements TransportLayer {
        @Override
        public int read(ByteBuffer destination, long timeoutNanos) throws IOException {
            return below.read(destination, timeoutNanos);
        }
    }

    @Test
    void aFailedHandshakeClosesTheSocket() throws Exception {
        var failure = new IOException("no key");
        StreamOptions options = PATIENT.withTls((_, _, _, _) -> {
            throw failure;
        });
        try (TcpListener listener = TcpListener.bind("127.0.0.1:0")) {
            assertThatExceptionOfType(IOException.class)
                    .isThrownBy(to(options, addressOf(listener))::connect)
                    .isSameAs(failure);
            try (TcpStream server = listener.accept()) {
                assertThat(server.read(new byte[1])).isEqualTo(-1);
            }
        }
    }

    @Test
    void aCloseOrAnInterruptEndsTheHandshake() throws Exception {
        StreamOptions options = PATIENT.withTls((connected, _, _, _) -> {
            connected.read(ByteBuffer.allocate(1), Transport.NO_TIMEOUT);
            return connected;
        });
        try (TcpListener listener = TcpListener.bind("127.0.0.1:0")) {
            ConnectAttempt attempt = to(options, addressOf(listener));
            Background<TcpStream> closed = Background.call(attempt::connect);
            try (TcpStream server = listener.accept()) {
                closed.awaitBlocked();
                attempt.close();
                assertThat(closed.failure()).isInstanceOf(StreamClosedException.class);
                assertThat(server.read(new byte[1])).isEqualTo(-1);
            }
            Background<TcpStream> interrupted = Background.call(to(options, addressOf(listener))::connect);
            try (TcpStream server = listener.accept()) {
                interrupted.awaitBlocked();
                interrupted.interrupt();
                assertThat(interrupted.failure()).isInstanceOf(ClosedByInterruptException.class);
                assertThat(interrupted.wasInterruptedAtEnd()).isTrue();
                assertThat(server.read(new byte[1])).isEqualTo(-1);
            }
        }
    }

    @Test
    void refusesAddressesThatCannotBeConnectedTo() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> to(PATIENT))
                .withMessage("there is no address of weir.example to connect to");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> to(PATIENT, InetSocketAddress.createUnresolved("elsewhere.example", 80)))
                .withMessageContaining("elsewhere.example")
                .withMessageContaining("not resolved");
        assertThatIllegalArgumentException().isThrownBy(() -> ConnectAttempt.to("nowhere", PATIENT));
    }

    private static void awaitUnanswered(int count, FullBacklog... ports) {
        await().untilAsserted(() -> {
            long unanswered = 0;
            for (FullBacklog port : ports) {
                unanswered += port.unanswered();
            }
            assertThat(unanswered).isEqualTo(count);
        });
    }

    private static void awaitUninterruptibly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException("nobody interrupts a lookup", e);
        }
    }
}
