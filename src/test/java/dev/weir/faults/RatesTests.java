package dev.weir.faults;

import static dev.weir.testing.Patience.await;
import static dev.weir.testing.Patience.take;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.observe.CloseCause;
import dev.weir.observe.DrainOutcome;
import dev.weir.observe.ListenerStatistics;
import dev.weir.server.DrainSettings;
import dev.weir.stream.Background;
import dev.weir.stream.RateLimitedTransport;
import dev.weir.stream.TcpStream;
import dev.weir.testing.RunningApplication;
import dev.weir.testing.TestCertificates;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.ssl.DefaultSslBundleRegistry;
import org.springframework.boot.ssl.SslBundle;
import org.springframework.boot.ssl.SslBundles;
import org.springframework.boot.ssl.SslStoreBundle;

/** Limits on bytes per second are kept, are shared, and are never put down to a client. */
@Timeout(120)
class RatesTests {

    private static final long RATE = 256 * 1024;

    /** What passes without a wait: 50 ms' bytes, and a slice. */
    private static final long BURST = RATE / 20 + 16 * 1024;

    private static final TestCertificates CERTIFICATE = TestCertificates.of("localhost");

    private static final BlockingQueue<Boolean> limited = new ArrayBlockingQueue<>(10);
    private static RunningApplication weir;

    @BeforeAll
    static void start() {
        var bundle = SslBundle.of(SslStoreBundle.of(CERTIFICATE.keyStore(), CERTIFICATE.password(), null));
        weir = RunningApplication.listenersOnly()
                .bean("bundles", SslBundles.class, () -> new DefaultSslBundleRegistry("edge", bundle))
                .listener("safe", RatesTests::write, "rate.written=256KB", "ssl.bundle=edge")
                .listener("read", "discard", "rate.read=256KB")
                .listener("readtogether", "discard", "rate.listener.read=256KB")
                .listener("written", RatesTests::write, "rate.written=256KB")
                .listener("writtentogether", RatesTests::write, "rate.listener.written=256KB")
                .listener("bystander", "echo")
                .listener("off", RatesTests::reportLayer)
                .listener("on", RatesTests::reportLayer, "rate.listener.read=1GB")
                .listener(
                        "turns",
                        RatesTests::write,
                        "rate.listener.written=1KB",
                        "timeout.write=1s",
                        "timeout.idle=1s",
                        "timeout.min-rate=1MB",
                        "timeout.min-rate-window=1s")
                .listener(
                        "pushback",
                        "discard",
                        "rate.read=1KB",
                        "timeout.read=1s",
                        "timeout.idle=1s",
                        "timeout.min-rate=1MB",
                        "timeout.min-rate-window=1s")
                .listener("unread", RatesTests::write, "rate.written=100MB", "timeout.write=1s")
                .listener(
                        "lastbytes", stream -> stream.writeAll(new byte[3000]), "rate.written=1KB", "timeout.write=1s")
                .listener("slow", RatesTests::write, "rate.written=100B")
                .listener("slowreader", "discard", "rate.read=100B")
                .listener("drained", stream -> stream.writeAll(new byte[2000]), "rate.written=1KB")
                .start();
    }

    @AfterAll
    static void stop() {
        weir.close();
    }

    private static void write(TcpStream stream) throws IOException {
        while (true) {
            stream.writeAll(new byte[100_000]);
        }
    }

    private static void reportLayer(TcpStream stream) {
        limited.add(stream.layer(RateLimitedTransport.class).isPresent());
    }

    /** A client that sends as much as it can. */
    private static Background<Void> sending(Socket socket) {
        return Background.run(() -> {
            while (true) {
                socket.getOutputStream().write(new byte[100_000]);
            }
        });
    }

    @Test
    void aStreamReadsNoFasterThanItsLimit() throws Exception {
        long start = System.nanoTime();
        try (Socket socket = weir.connect("read")) {
            Background<Void> _ = sending(socket);
            awaitRead("read", RATE, start, 1);
            Peers.reset(socket);
        }
        weir.awaitRest("read");
    }

    @Test
    void allStreamsOfAListenerTogetherReadNoFasterThanTheirLimit() throws Exception {
        long start = System.nanoTime();
        List<Socket> sockets = new ArrayList<>();
        try {
            for (int i = 0; i < 4; i++) {
                Socket socket = weir.connect("readtogether");
                sockets.add(socket);
                Background<Void> _ = sending(socket);
            }
            awaitRead("readtogether", RATE, start, 4);
        } finally {
            for (Socket socket : sockets) {
                Peers.reset(socket);
            }
        }
        weir.awaitRest("readtogether");
    }

    /** Each stream holds a slice that it has read and that the limit has not let pass. */
    private static void awaitRead(String listener, long bytes, long start, int streams) {
        ListenerStatistics statistics = weir.statistics(listener);
        await().until(() -> {
            long read = statistics.bytesRead();
            assertThat(read).isLessThanOrEqualTo(passed(start) + streams * 16L * 1024);
            return read >= bytes;
        });
    }

    private static long passed(long start) {
        return BURST + 1 + RATE * (System.nanoTime() - start) / TimeUnit.SECONDS.toNanos(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"written", "writtentogether"})
    void aStreamWritesNoFasterThanTheLimit(String listener) throws Exception {
        long start = System.nanoTime();
        try (Socket socket = weir.connect(listener)) {
            receive(socket, RATE, start);
        }
        weir.awaitRest(listener);
    }

    @Test
    void theLimitIsOnTheApplicationsBytesInsideTls() throws Exception {
        long start = System.nanoTime();
        try (Socket plain = weir.connect("safe");
                Socket socket = CERTIFICATE
                        .contextTrusting(CERTIFICATE)
                        .getSocketFactory()
                        .createSocket(plain, "localhost", plain.getPort(), true)) {
            receive(socket, RATE, start);
        }
        weir.awaitRest("safe");
    }

    private static void receive(Socket socket, long bytes, long start) throws IOException {
        InputStream in = socket.getInputStream();
        byte[] room = new byte[100_000];
        long received = 0;
        while (received < bytes) {
            int count = in.read(room);
            assertThat(count).isPositive();
            received += count;
            assertThat(received).isLessThanOrEqualTo(passed(start));
        }
    }

    @Test
    void streamsShareTheLimitOfTheirListenerEquallyAndAnotherListenerIsNotLimited() throws Exception {
        long start = System.nanoTime();
        try (Socket one = weir.connect("writtentogether");
                Socket two = weir.connect("writtentogether")) {
            var ofOne = new AtomicLong();
            var ofTwo = new AtomicLong();
            Background<Void> _ = counting(one, ofOne);
            Background<Void> _ = counting(two, ofTwo);
            try (Socket bystander = weir.connect("bystander")) {
                byte[] large = new byte[100_000];
                for (int i = 0; i < 100; i++) {
                    bystander.getOutputStream().write(large);
                    assertThat(bystander.getInputStream().readNBytes(large.length))
                            .hasSize(large.length);
                }
            }
            await().until(() -> {
                long sum = ofOne.get() + ofTwo.get();
                assertThat(sum).isLessThanOrEqualTo(passed(start));
                return sum > 2 * RATE;
            });
            assertThat((double) ofOne.get() / ofTwo.get()).isBetween(0.66, 1.5);
        }
        weir.awaitRest("writtentogether");
    }

    private static Background<Void> counting(Socket socket, AtomicLong received) {
        return Background.run(() -> {
            byte[] room = new byte[100_000];
            for (int count = socket.getInputStream().read(room);
                    count > 0;
                    count = socket.getInputStream().read(room)) {
                received.addAndGet(count);
            }
        });
    }

    @Test
    void aListenerWithoutLimitsHasNoLayerForThem() throws Exception {
        try (Socket _ = weir.connect("off")) {
            assertThat(take(limited)).isFalse();
        }
        try (Socket _ = weir.connect("on")) {
            assertThat(take(limited)).isTrue();
        }
    }

    /** With 5 streams and half a second for each slice, a stream waits for more than two seconds. */
    @Test
    void noTimeoutExpiresWhileAClientThatReadsWaitsForItsTurn() throws Exception {
        List<Socket> sockets = new ArrayList<>();
        try {
            for (int i = 0; i < 5; i++) {
                sockets.add(weir.connect("turns"));
            }
            for (Socket socket : sockets) {
                assertThat(socket.getInputStream().readNBytes(600)).hasSize(600);
            }
            assertThat(weir.statistics("turns").closed()).isZero();
        } finally {
            for (Socket socket : sockets) {
                socket.close();
            }
        }
        weir.awaitRest("turns");
    }

    @Test
    void noTimeoutExpiresWhileAClientsBytesWaitButOneDoesOnceItIsSilent() throws Exception {
        ListenerStatistics statistics = weir.statistics("pushback");
        try (Socket socket = weir.connect("pushback")) {
            socket.getOutputStream().write(new byte[3000]);
            await().until(() -> {
                long read = statistics.bytesRead();
                assertThat(read == 3000 || statistics.closed() == 0)
                        .as("closed after %s bytes", read)
                        .isTrue();
                return read == 3000;
            });
            assertThat(Peers.isEnded(socket)).isTrue();
        }
        weir.awaitRest("pushback");
        assertThat(statistics.closed(CloseCause.IDLE_TIMEOUT) + statistics.closed(CloseCause.READ_TIMEOUT))
                .isEqualTo(1);
    }

    @Test
    void theWriteTimeoutExpiresIfTheClientDoesNotRead() throws Exception {
        try (Socket socket = weir.connect("unread")) {
            ListenerStatistics statistics = weir.statistics("unread");
            await().untilAsserted(() ->
                    assertThat(statistics.closed(CloseCause.WRITE_TIMEOUT)).isEqualTo(1));
            assertThat(socket.isConnected()).isTrue();
        }
    }

    @Test
    void theLastBytesOfAHandlerAreSentHoweverLongTheLimitHoldsThemBack() throws Exception {
        try (Socket socket = weir.connect("lastbytes")) {
            assertThat(socket.getInputStream().readAllBytes()).hasSize(3000);
        }
        weir.awaitRest("lastbytes");
        assertThat(weir.statistics("lastbytes").closed(CloseCause.WRITE_TIMEOUT))
                .isZero();
        assertThat(weir.statistics("lastbytes").bytesWritten()).isEqualTo(3000);
    }

    @Test
    void anOperatorEndsStreamsThatWait() throws Exception {
        for (String listener : List.of("slow", "slowreader")) {
            try (Socket socket = weir.connect(listener)) {
                Background<Void> _ = sending(socket);
                await().until(() -> weir.statistics(listener).live().stream()
                        .anyMatch(each -> each.bytesRead() + each.bytesWritten() >= 100));
                long id = weir.statistics(listener)
                        .live()
                        .iterator()
                        .next()
                        .info()
                        .id();
                assertThat(weir.listeners().end(id, CloseCause.ADMIN)).isTrue();
                weir.awaitRest(listener);
                assertThat(weir.statistics(listener).closed(CloseCause.ADMIN)).isEqualTo(1);
            }
        }
    }

    @Test
    void aDrainWaitsForBytesThatTheLimitHoldsBackAndTheEndOfItsGracePeriodDoesNot() throws Exception {
        var drain = new DrainSettings(Duration.ZERO, Duration.ofSeconds(1), Duration.ofSeconds(30));
        try (Socket socket = weir.connect("drained")) {
            ListenerStatistics statistics = weir.statistics("drained");
            await().until(() -> statistics.bytesWritten() > 0);
            weir.listener("drained").drain(drain);
            assertThat(socket.getInputStream().readAllBytes()).hasSize(2000);
            Drains.awaitStopped(weir.listener("drained"));
            assertThat(statistics.drainedWith(DrainOutcome.DRAINED)).isEqualTo(1);
        }
        try (RunningApplication other = RunningApplication.listenersOnly()
                        .listener("slow", RatesTests::write, "rate.written=100B")
                        .start();
                Socket socket = other.connect("slow")) {
            ListenerStatistics statistics = other.statistics("slow");
            await().until(() -> statistics.bytesWritten() > 0);
            other.listener("slow").drain(new DrainSettings(Duration.ZERO, Duration.ZERO, Duration.ofMillis(100)));
            Drains.awaitStopped(other.listener("slow"));
            assertThat(statistics.drainedWith(DrainOutcome.FORCED)).isEqualTo(1);
            assertThat(socket.isConnected()).isTrue();
        }
    }
}
