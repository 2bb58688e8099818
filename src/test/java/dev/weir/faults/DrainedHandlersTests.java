package dev.weir.faults;

import static dev.weir.faults.Drains.AT_ONCE;
import static dev.weir.faults.Drains.awaitIgnoringAll;
import static dev.weir.faults.Drains.awaitStopped;
import static dev.weir.testing.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.frame.FrameHandler;
import dev.weir.frame.FrameSession;
import dev.weir.observe.CloseCause;
import dev.weir.observe.DrainOutcome;
import dev.weir.observe.ListenerStatistics;
import dev.weir.server.DrainSettings;
import dev.weir.server.ListenerState;
import dev.weir.stream.TcpStream;
import dev.weir.stream.TcpStreamHandler;
import dev.weir.testing.LogCapture;
import dev.weir.testing.Patience;
import dev.weir.testing.RunningApplication;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.boot.availability.AvailabilityChangeEvent;
import org.springframework.boot.availability.ReadinessState;
import org.springframework.context.ApplicationListener;

/** How a drain treats handlers: those that say goodbye, and those that ignore it. */
@Timeout(120)
class DrainedHandlersTests {

    @Test
    void aProtocolSaysGoodbyeItsOwnWay() throws Exception {
        TcpStreamHandler polite = new TcpStreamHandler() {
            @Override
            public void handle(TcpStream stream) throws IOException {
                for (int b = stream.read(new byte[1]); b > 0; b = stream.read(new byte[1])) {
                    stream.flush();
                }
            }

            @Override
            public void onDrain(TcpStream stream) throws IOException {
                stream.writeAll("goodbye\n".getBytes(StandardCharsets.UTF_8));
                stream.flush();
                // The client has the last word: it closes.
            }
        };
        try (RunningApplication weir = RunningApplication.listenersOnly()
                        .listener("polite", polite)
                        .start();
                Socket socket = weir.connect("polite")) {
            await().until(() -> weir.statistics("polite").active() == 1);
            weir.listener("polite").drain(AT_ONCE);
            assertThat(new String(socket.getInputStream().readNBytes(8), StandardCharsets.UTF_8))
                    .isEqualTo("goodbye\n");
            socket.shutdownOutput();
            awaitStopped(weir.listener("polite"));
            assertThat(weir.statistics("polite").drainedWith(DrainOutcome.DRAINED))
                    .isEqualTo(1);
        }
    }

    /** The client pauses for less than it takes to be idle, looks for the end in its pauses, and repeats what was not answered. */
    @Test
    void aFramedStreamThatIsNeverIdleEndsBetweenTwoMessages() throws Exception {
        var handler = new CountingHandler();
        try (RunningApplication weir = RunningApplication.listenersOnly()
                .bean("counting", CountingHandler.class, () -> handler)
                .listener("counting", "counting", "framing.type=line")
                .start()) {
            List<FutureTask<Integer>> clients = new ArrayList<>();
            for (int i = 0; i < 5; i++) {
                var client = new FutureTask<>(() -> askUntilTheEnd(weir.connect("counting")));
                Thread.startVirtualThread(client);
                clients.add(client);
            }
            await().until(() -> handler.handled.get() >= 50);
            weir.listener("counting")
                    .drain(new DrainSettings(Duration.ZERO, Duration.ofHours(1), Duration.ofSeconds(4)));
            awaitStopped(weir.listener("counting"));
            int answered = 0;
            for (FutureTask<Integer> client : clients) {
                answered += client.get();
            }
            assertThat(handler.handled).as("each message that was handled").hasValue(answered);
            assertThat(weir.statistics("counting").drainedWith(DrainOutcome.DRAINED))
                    .isEqualTo(clients.size());
            assertThat(weir.statistics("counting").closed(CloseCause.SHUTDOWN_DRAINED))
                    .isEqualTo(clients.size());
        }
    }

    /** Returns how many messages were answered. */
    private static int askUntilTheEnd(Socket socket) throws IOException {
        try (socket) {
            for (int answered = 0; ; answered++) {
                socket.getOutputStream().write("message\n".getBytes(StandardCharsets.UTF_8));
                socket.setSoTimeout(Patience.DEADLINE_MILLIS);
                byte[] answer = socket.getInputStream().readNBytes(8);
                if (answer.length == 0) {
                    return answered;
                }
                assertThat(answer).asString().isEqualTo("message\n");
                socket.setSoTimeout(5);
                try {
                    assertThat(socket.getInputStream().read()).isEqualTo(-1);
                    return answered + 1;
                } catch (SocketTimeoutException _) {
                    // No end: the next message.
                }
            }
        }
    }

    static final class CountingHandler implements FrameHandler<String, String> {

        final AtomicInteger handled = new AtomicInteger();

        @Override
        public String handle(String frame, FrameSession session) {
            handled.incrementAndGet();
            return frame;
        }
    }

    @Test
    void aGoodbyeThatFailsIsLoggedOnceAndEndsNothingElse() throws Exception {
        TcpStreamHandler clumsy = new TcpStreamHandler() {
            @Override
            public void handle(TcpStream stream) throws IOException {
                stream.transferTo(stream);
            }

            @Override
            public void onDrain(TcpStream stream) {
                throw new IllegalStateException("no words");
            }
        };
        try (RunningApplication weir = RunningApplication.listenersOnly()
                        .listener("clumsy", clumsy)
                        .start();
                var logs = LogCapture.ofAll();
                Socket socket = weir.connect("clumsy")) {
            Peers.echo(socket, "hello");
            weir.listener("clumsy").drain(new DrainSettings(Duration.ZERO, Duration.ZERO, Duration.ofSeconds(1)));
            awaitStopped(weir.listener("clumsy"));
            assertThat(logs.warnings()).singleElement().asString().contains("failed in onDrain on stream");
            assertThat(weir.statistics("clumsy").drainedWith(DrainOutcome.FORCED))
                    .isEqualTo(1);
        }
    }

    @Test
    void aHandlerThatIgnoresEverythingIsForcedAndHoldsNobodyUp() throws Exception {
        var release = new CountDownLatch(1);
        try (RunningApplication weir = RunningApplication.listenersOnly()
                        .listener("deaf", _ -> awaitIgnoringAll(release))
                        .start();
                var logs = LogCapture.ofAll();
                Socket socket = weir.connect("deaf")) {
            await().until(() -> weir.statistics("deaf").active() == 1);
            long start = System.nanoTime();
            weir.listeners().stop();
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(10));
            assertThat(Peers.isEnded(socket)).isTrue();
            assertThat(weir.statistics("deaf").drainedWith(DrainOutcome.FORCED)).isEqualTo(1);
            assertThat(logs.lines()).contains("TCP listeners stopped: 0 streams drained, 1 forced");
            release.countDown();
            weir.awaitRest("deaf");
            assertThat(weir.statistics("deaf").closed(CloseCause.SHUTDOWN_FORCED))
                    .isEqualTo(1);
        } finally {
            release.countDown();
        }
    }

    /** The grace period alone says how long handlers have. */
    @Test
    void springsTimeoutForAPhaseCutsNoDrainShort() throws Exception {
        var release = new CountDownLatch(1);
        RunningApplication weir = RunningApplication.listenersOnly()
                .with("weir.shutdown.grace-period=10m", "spring.lifecycle.timeout-per-shutdown-phase=1ms")
                .listener("deaf", _ -> awaitIgnoringAll(release))
                .start();
        try (var logs = LogCapture.ofAll();
                Socket socket = weir.connect("deaf")) {
            ListenerStatistics statistics = weir.statistics("deaf");
            await().until(() -> statistics.active() == 1);
            var closing = Thread.ofPlatform().start(weir::close);
            await().until(() -> weir.listener("deaf").state() instanceof ListenerState.Draining);
            release.countDown();
            assertThat(Peers.isEnded(socket)).isTrue();
            closing.join();
            assertThat(statistics.drainedWith(DrainOutcome.DRAINED)).isEqualTo(1);
            assertThat(logs.lines()).contains("TCP listeners stopped: 1 streams drained, 0 forced");
        } finally {
            release.countDown();
            weir.close();
        }
    }

    /** Boot's web servers publish the event themselves before anything is stopped; here nobody but the listeners does. */
    @Test
    void aListenerOfReadinessThatThrowsCancelsNoDrain() throws Exception {
        var release = new CountDownLatch(1);
        RunningApplication weir = RunningApplication.listenersOnly()
                .with("weir.shutdown.grace-period=30s")
                .listener("deaf", _ -> awaitIgnoringAll(release))
                .bean("broken", BrokenListener.class, () -> new BrokenListener())
                .start();
        try (var logs = LogCapture.ofAll();
                Socket socket = weir.connect("deaf")) {
            ListenerStatistics statistics = weir.statistics("deaf");
            await().until(() -> statistics.active() == 1);
            var closing = Thread.ofPlatform().start(weir::close);
            await().until(() -> weir.listener("deaf").state() instanceof ListenerState.Draining);
            release.countDown();
            assertThat(Peers.isEnded(socket)).isTrue();
            closing.join();
            assertThat(statistics.drainedWith(DrainOutcome.DRAINED)).isEqualTo(1);
            assertThat(logs.lines()).contains("TCP listeners stopped: 1 streams drained, 0 forced");
        } finally {
            release.countDown();
            weir.close();
        }
    }

    static final class BrokenListener implements ApplicationListener<AvailabilityChangeEvent<?>> {

        @Override
        public void onApplicationEvent(AvailabilityChangeEvent<?> event) {
            if (event.getState() == ReadinessState.REFUSING_TRAFFIC) {
                throw new IllegalStateException("as a test");
            }
        }
    }

    @Test
    void idleStreamsAreToldAFewAtATime() throws Exception {
        var told = new AtomicInteger();
        TcpStreamHandler counting = new TcpStreamHandler() {
            @Override
            public void handle(TcpStream stream) throws IOException {
                stream.transferTo(stream);
            }

            @Override
            public void onDrain(TcpStream stream) throws IOException {
                told.incrementAndGet();
                TcpStreamHandler.super.onDrain(stream);
            }
        };
        try (RunningApplication weir = RunningApplication.listenersOnly()
                .listener("counting", counting)
                .start()) {
            List<Socket> sockets = new ArrayList<>();
            for (int i = 0; i < 500; i++) {
                sockets.add(weir.connect("counting"));
            }
            await().until(() -> weir.statistics("counting").active() == 500);
            long start = System.nanoTime();
            weir.listener("counting").drain(new DrainSettings(Duration.ZERO, Duration.ZERO, Duration.ofSeconds(4)));
            await().until(() -> told.get() > 0);
            assertThat(told.get()).as("told in the first step").isLessThan(400);
            awaitStopped(weir.listener("counting"));
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofMillis(3900));
            assertThat(weir.statistics("counting").drainedWith(DrainOutcome.DRAINED))
                    .isEqualTo(500);
            for (Socket socket : sockets) {
                assertThat(socket.getInputStream().read()).isEqualTo(-1);
                socket.close();
            }
        }
    }
}
