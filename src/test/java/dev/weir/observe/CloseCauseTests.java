package dev.weir.observe;

import static dev.weir.testing.Patience.await;
import static dev.weir.testing.Patience.take;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import dev.weir.server.DrainSettings;
import dev.weir.server.StreamListeners;
import dev.weir.stream.ProtocolViolationException;
import dev.weir.stream.TcpStream;
import dev.weir.testing.LogCapture;
import dev.weir.testing.RunningApplication;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Each way a connection can end, over real sockets; whatever does not happen here has the network or TLS for a cause. */
@Timeout(60)
class CloseCauseTests {

    private static final LinkedBlockingQueue<TcpStream> STREAMS = new LinkedBlockingQueue<>();
    private static final CountDownLatch RELEASE = new CountDownLatch(1);
    private static RunningApplication application;

    @BeforeAll
    static void start() {
        application = RunningApplication.application()
                .listener("echo", "echo")
                .listener(
                        "once",
                        stream -> stream.writeAll(
                                new byte[] {(byte) stream.inputStream().read()}))
                .listener("breach", _ -> {
                    throw new ProtocolViolationException("no such verb");
                })
                .listener("broken", _ -> {
                    throw new IllegalStateException("broken");
                })
                .listener("number", stream -> Integer.parseInt(stream.readLine(StandardCharsets.US_ASCII, 100)))
                .listener("fatal", _ -> {
                    throw new AssertionError("fatal");
                })
                .listener("impatient", stream -> {
                    stream.readTimeout(Duration.ofMillis(50));
                    stream.read(new byte[1]);
                })
                .listener("finishing", stream -> {
                    stream.shutdown();
                    stream.transferTo(stream);
                })
                .listener("patient", stream -> {
                    STREAMS.add(stream);
                    RELEASE.await();
                    throw new IllegalStateException("too late to be the cause");
                })
                .listener("silent", "echo")
                .with("weir.listeners.silent.timeout.idle=200ms")
                .listener("mute", "echo")
                .with("weir.listeners.mute.timeout.first-byte=200ms")
                .listener("slow", "echo")
                .with("weir.listeners.slow.timeout.read=200ms")
                .listener("flood", "chargen")
                .with("weir.listeners.flood.timeout.write=200ms")
                .listener("half", stream -> {
                    stream.shutdown();
                    stream.read(new byte[1]);
                })
                .with("weir.listeners.half.timeout.half-closed=200ms")
                .listener("old", "echo")
                .with("weir.listeners.old.timeout.lifetime=200ms")
                .listener("drained", "echo")
                .listener("forced", "echo")
                .start();
    }

    @AfterAll
    static void stop() {
        application.close();
    }

    @Test
    void peerClosedWhenTheClientFinishesFirst() throws IOException {
        try (var socket = application.connect("echo")) {
            socket.getOutputStream().write(1);
            socket.shutdownOutput();
            assertThat(socket.getInputStream().readAllBytes()).hasSize(1);
        }
        assertEnded("echo", CloseCause.PEER_CLOSED);
        assertThat(statistics("echo").shutdowns(Side.REMOTE)).isPositive();
    }

    @Test
    void handlerCompletedWhenTheHandlerReturnsFirst() throws IOException {
        try (var socket = application.connect("once")) {
            socket.getOutputStream().write(1);
            assertThat(socket.getInputStream().readAllBytes()).hasSize(1);
        }
        assertEnded("once", CloseCause.HANDLER_COMPLETED);
        assertThat(statistics("once").shutdowns(Side.LOCAL))
                .as("a close is no shutdown")
                .isZero();
        assertThat(statistics("once").shutdowns(Side.REMOTE))
                .as("nor is the answer to it")
                .isZero();
    }

    @Test
    void peerClosedWhenBothSidesFinishInTurn() throws IOException {
        try (var socket = application.connect("finishing")) {
            assertThat(socket.getInputStream().read()).isEqualTo(-1);
            await().untilAsserted(() ->
                    assertThat(statistics("finishing").halfClosed()).isEqualTo(1));
            socket.shutdownOutput();
            assertEnded("finishing", CloseCause.PEER_CLOSED);
        }
        assertThat(statistics("finishing").shutdowns(Side.LOCAL)).isEqualTo(1);
        assertThat(statistics("finishing").shutdowns(Side.REMOTE)).isEqualTo(1);
    }

    @Test
    void peerResetWhenTheClientAborts() throws IOException {
        Socket socket = application.connect("echo");
        socket.getOutputStream().write(1);
        assertThat(socket.getInputStream().read()).isEqualTo(1);
        reset(socket);
        assertEnded("echo", CloseCause.PEER_RESET);
    }

    @Test
    void peerResetWhenTheClientGoesAwayWithoutReading() throws IOException {
        Socket socket = application.connect("flood");
        assertThat(socket.getInputStream().read()).isEqualTo(' ');
        reset(socket);
        assertEnded("flood", CloseCause.PEER_RESET);
    }

    private static void reset(Socket socket) throws IOException {
        socket.setSoLinger(true, 0);
        socket.close();
    }

    @Test
    void protocolErrorWhenTheHandlerSaysSoAndNobodyIsWarned() throws IOException {
        try (var log = LogCapture.of("dev.weir")) {
            readToEnd("breach");
            assertEnded("breach", CloseCause.PROTOCOL_ERROR);
            assertThat(log.lines().stream().filter(line -> line.contains("breach")))
                    .isEmpty();
        }
    }

    @Test
    void handlerErrorWhenTheHandlerThrowsAndTheLogHasItOnce() throws IOException {
        try (var log = LogCapture.of("dev.weir")) {
            readToEnd("broken");
            assertEnded("broken", CloseCause.HANDLER_ERROR);
            assertThat(log.lines().stream().filter(line -> line.contains("handler broken failed on stream")))
                    .hasSize(1);
        }
    }

    @Test
    void aClientForgesNoLineThroughTheMessageOfAnException() throws IOException {
        try (var log = LogCapture.of("dev.weir");
                var socket = application.connect("number")) {
            socket.getOutputStream().write("1\rroot logged in\u001b[2J\n".getBytes(StandardCharsets.US_ASCII));
            assertThat(socket.getInputStream().readAllBytes()).isEmpty();
            assertEnded("number", CloseCause.HANDLER_ERROR);

            String text = ThrowableProxyUtil.asString(log.events().stream()
                    .map(ILoggingEvent::getThrowableProxy)
                    .filter(Objects::nonNull)
                    .findFirst()
                    .orElseThrow());
            assertThat(text)
                    .contains("NumberFormatException", "1\\u000droot logged in\\u001b[2J", "Integer.parseInt")
                    .doesNotContain("\r", "\u001b");
        }
    }

    @Test
    void handlerErrorWhenTheHandlerThrowsAnError() throws IOException {
        readToEnd("fatal");
        assertEnded("fatal", CloseCause.HANDLER_ERROR);
    }

    private static void readToEnd(String listener) throws IOException {
        try (var socket = application.connect(listener)) {
            assertThat(socket.getInputStream().readAllBytes()).isEmpty();
        }
    }

    @Test
    void readTimeoutWhenAReadTakesLongerThanTheHandlerAllows() throws IOException {
        readToEnd("impatient");
        assertEnded("impatient", CloseCause.READ_TIMEOUT);
    }

    @Test
    void readTimeoutWhenAReadTakesLongerThanTheSettingsAllow() throws IOException {
        readToEnd("slow");
        assertEnded("slow", CloseCause.READ_TIMEOUT);
    }

    @Test
    void idleTimeoutWhenNoBytePasses() throws IOException {
        readToEnd("silent");
        assertEnded("silent", CloseCause.IDLE_TIMEOUT);
    }

    @Test
    void firstByteTimeoutWhenTheClientSaysNothing() throws IOException {
        readToEnd("mute");
        assertEnded("mute", CloseCause.FIRST_BYTE_TIMEOUT);
    }

    @Test
    void writeTimeoutWhenTheClientDoesNotRead() throws IOException {
        Socket socket = application.connect("flood");
        assertEnded("flood", CloseCause.WRITE_TIMEOUT);
        socket.close();
    }

    @Test
    void halfClosedTimeoutWhenTheClientDoesNotFinishToo() throws IOException {
        readToEnd("half");
        try (var socket = application.connect("half")) {
            assertEnded("half", CloseCause.HALF_CLOSED_TIMEOUT);
            socket.shutdownOutput();
        }
    }

    @Test
    void lifetimeWhenTheConnectionIsOldEnough() throws IOException {
        readToEnd("old");
        assertEnded("old", CloseCause.LIFETIME);
    }

    @Test
    void adminWhenAnOperatorEndsItWhateverComesAfter() throws Exception {
        try (var socket = application.connect("patient")) {
            TcpStream stream = take(STREAMS);
            assertThat(application.bean(StreamListeners.class).end(stream.id(), CloseCause.ADMIN))
                    .isTrue();
            reset(socket);
            RELEASE.countDown();
            assertEnded("patient", CloseCause.ADMIN);
            assertThat(statistics("patient").closed()).isEqualTo(1);
        }
    }

    @Test
    void shutdownDrainedWhenTheServerStopsAndTheHandlerFinishes() throws IOException {
        try (var socket = application.connect("drained")) {
            socket.getOutputStream().write("bye".getBytes(StandardCharsets.US_ASCII));
            assertThat(socket.getInputStream().readNBytes(3)).hasSize(3);
            application
                    .listener("drained")
                    .drain(new DrainSettings(Duration.ZERO, Duration.ZERO, Duration.ofSeconds(30)));
            assertThat(socket.getInputStream().read()).isEqualTo(-1);
        }
        assertEnded("drained", CloseCause.SHUTDOWN_DRAINED);
        assertThat(statistics("drained").shutdowns(Side.REMOTE))
                .as("our own end of input is not the peer's")
                .isZero();
        await().untilAsserted(() -> assertThat(statistics("drained").drainedWith(DrainOutcome.DRAINED))
                .isEqualTo(1));
    }

    @Test
    void shutdownForcedWhenTheServerCannotWaitLonger() throws IOException {
        try (var socket = application.connect("forced")) {
            socket.getOutputStream().write(1);
            assertThat(socket.getInputStream().read()).isEqualTo(1);
            application
                    .listener("forced")
                    .drain(new DrainSettings(Duration.ZERO, Duration.ofDays(1), Duration.ofMillis(50)));
            assertEnded("forced", CloseCause.SHUTDOWN_FORCED);
        }
        await().untilAsserted(() -> assertThat(statistics("forced").drainedWith(DrainOutcome.FORCED))
                .isEqualTo(1));
    }

    private static ListenerStatistics statistics(String listener) {
        return application.listener(listener).statistics();
    }

    private static void assertEnded(String listener, CloseCause cause) {
        await().untilAsserted(() -> assertThat(statistics(listener).closed(cause))
                .as("%s on %s", cause, listener)
                .isPositive());
    }
}
