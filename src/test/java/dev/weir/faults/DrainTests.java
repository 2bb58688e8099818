package dev.weir.faults;

import static dev.weir.testing.Patience.DEADLINE_MILLIS;
import static dev.weir.testing.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.observe.CloseCause;
import dev.weir.observe.DrainOutcome;
import dev.weir.observe.ListenerStatistics;
import dev.weir.observe.PauseReason;
import dev.weir.observe.RejectReason;
import dev.weir.server.DrainSettings;
import dev.weir.server.ListenerState;
import dev.weir.server.StreamListener;
import dev.weir.stream.TcpStream;
import dev.weir.stream.TcpStreamHandler;
import dev.weir.testing.FreePorts;
import dev.weir.testing.LogCapture;
import dev.weir.testing.RunningApplication;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.boot.availability.AvailabilityChangeEvent;
import org.springframework.boot.availability.ReadinessState;
import org.springframework.context.ApplicationListener;

@Timeout(120)
class DrainTests {

    private static final DrainSettings AT_ONCE =
            new DrainSettings(Duration.ZERO, Duration.ZERO, Duration.ofSeconds(30));

    @Test
    void aListenerIsDrainedAndStartedAgainOnItsPortAndNobodyElseNotices() throws Exception {
        try (RunningApplication weir = RunningApplication.listenersOnly()
                        .listener("echo", "echo", "address=127.0.0.1:" + FreePorts.one())
                        .listener("other", "echo")
                        .start();
                Socket bystander = weir.connect("other")) {
            StreamListener listener = weir.listener("echo");
            InetSocketAddress address = weir.address("echo");
            for (int round = 1; round <= 3; round++) {
                Peers.echo(bystander, "round " + round);
                try (Socket one = weir.connect("echo");
                        Socket two = weir.connect("echo")) {
                    Peers.echo(one, "hello");
                    Peers.echo(two, "hello");
                    listener.drain(AT_ONCE);
                    assertThat(one.getInputStream().read())
                            .as("end of stream, no reset")
                            .isEqualTo(-1);
                    assertThat(two.getInputStream().read())
                            .as("end of stream, no reset")
                            .isEqualTo(-1);
                }
                awaitStopped(listener);
                assertThat(listener.statistics().drainedWith(DrainOutcome.DRAINED))
                        .isEqualTo(2L * round);
                assertThat(listener.statistics().closed(CloseCause.SHUTDOWN_DRAINED))
                        .isEqualTo(2L * round);
                assertThat(listener.statistics().isUp()).isFalse();
                assertRefused(address);
                listener.drain(AT_ONCE);
                assertThat(listener.state()).isEqualTo(new ListenerState.Stopped());
                listener.resume();
                assertThat(listener.state()).isEqualTo(new ListenerState.Listening(address));
            }
            try (Socket again = weir.connect("echo")) {
                Peers.echo(again, "hello");
            }
            Peers.echo(bystander, "still here");
            assertThat(listener.statistics().drainedWith(DrainOutcome.FORCED)).isZero();
        }
    }

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

    private static void awaitIgnoringAll(CountDownLatch latch) {
        boolean interrupted = false;
        while (latch.getCount() > 0) {
            try {
                latch.await();
            } catch (InterruptedException _) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
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
    void aPausedListenerDrainsToo() throws Exception {
        try (RunningApplication weir = RunningApplication.listenersOnly()
                        .listener("echo", "echo")
                        .start();
                Socket open = weir.connect("echo")) {
            Peers.echo(open, "hello");
            StreamListener listener = weir.listener("echo");
            listener.pause();
            try (Socket waiting = weir.connect("echo")) {
                Peers.echo(open, "open streams go on");
                listener.drain(AT_ONCE);
                assertThat(Peers.isEnded(waiting)).isTrue();
            }
            awaitStopped(listener);
            assertThat(listener.statistics().accepted()).isEqualTo(1);
            assertThat(listener.statistics().rejectedFor(RejectReason.DRAINING)).isLessThanOrEqualTo(1);
            for (PauseReason reason : PauseReason.values()) {
                assertThat(listener.statistics().isPaused(reason)).isFalse();
            }
        }
    }

    @Test
    void whoWaitsWhileTheListenerIsPausedIsServedAfterwards() throws Exception {
        try (RunningApplication weir =
                RunningApplication.listenersOnly().listener("echo", "echo").start()) {
            StreamListener listener = weir.listener("echo");
            for (int round = 0; round < 3; round++) {
                listener.pause();
                listener.pause();
                assertThat(listener.state()).isInstanceOf(ListenerState.Paused.class);
                try (Socket one = weir.connect("echo");
                        Socket two = weir.connect("echo")) {
                    one.getOutputStream().write(1);
                    two.getOutputStream().write(2);
                    assertThat(listener.statistics().active()).isZero();
                    listener.resume();
                    assertThat(one.getInputStream().read()).isEqualTo(1);
                    assertThat(two.getInputStream().read()).isEqualTo(2);
                }
                weir.awaitRest("echo");
            }
        }
    }

    @Test
    void resumeDoesNotStopADrain() throws Exception {
        var release = new CountDownLatch(1);
        try (RunningApplication weir = RunningApplication.listenersOnly()
                        .listener("deaf", _ -> awaitIgnoringAll(release))
                        .start();
                Socket socket = weir.connect("deaf")) {
            await().until(() -> weir.statistics("deaf").active() == 1);
            StreamListener listener = weir.listener("deaf");
            InetSocketAddress address = weir.address("deaf");
            listener.drain(AT_ONCE);
            await().until(() -> !listener.statistics().isUp());
            listener.resume();
            listener.pause();
            assertThat(listener.state()).isInstanceOf(ListenerState.Draining.class);
            assertRefused(address);
            assertThat(socket.isConnected()).isTrue();
            release.countDown();
            awaitStopped(listener);
        } finally {
            release.countDown();
        }
    }

    @Test
    void aDrainAndAShutdownAtOnceAreOne() throws Exception {
        for (int round = 0; round < 5; round++) {
            RunningApplication weir =
                    RunningApplication.listenersOnly().listener("echo", "echo").start();
            try (var logs = LogCapture.ofAll();
                    Socket socket = weir.connect("echo")) {
                Peers.echo(socket, "hello");
                StreamListener listener = weir.listener("echo");
                ListenerStatistics statistics = listener.statistics();
                Thread operator = Thread.startVirtualThread(() -> listener.drain(AT_ONCE));
                weir.close();
                operator.join();
                assertThat(socket.getInputStream().read()).isEqualTo(-1);
                assertThat(statistics.drainedWith(DrainOutcome.DRAINED)).isEqualTo(1);
                assertThat(statistics.active()).isZero();
                assertThat(listener.state()).isEqualTo(new ListenerState.Stopped());
                assertThat(logs.lines()).anyMatch(line -> line.startsWith("TCP listeners stopped: "));
            } finally {
                weir.close();
            }
        }
    }

    @Test
    void stopDuringStartLeavesNothingRunning() throws Exception {
        try (RunningApplication weir = RunningApplication.listenersOnly()
                .listener("one", "echo")
                .listener("two", "echo")
                .listener("three", "echo")
                .start()) {
            for (int round = 0; round < 20; round++) {
                weir.listeners().stop();
                Thread starter =
                        Thread.startVirtualThread(() -> weir.listeners().start());
                weir.listeners().stop();
                starter.join();
                boolean running = weir.listeners().isRunning();
                assertThat(weir.listeners().all())
                        .allMatch(listener -> running == (listener.state() instanceof ListenerState.Listening));
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

    /** Requests are a length and as many bytes; the reply is the same. */
    private static void reply(TcpStream stream) throws IOException {
        byte[] length = new byte[4];
        while (stream.peek(new byte[1]) > 0) {
            stream.readFully(length);
            byte[] body = new byte[ByteBuffer.wrap(length).getInt()];
            stream.readFully(body);
            stream.writeAll(length);
            stream.writeAll(body);
            stream.flush();
        }
    }

    @Test
    void whatIsAnsweredDuringADrainIsAnsweredWhole() throws Exception {
        try (RunningApplication weir = RunningApplication.listenersOnly()
                        .with("weir.shutdown.idle=100ms", "weir.shutdown.grace-period=20s")
                        .listener("reply", DrainTests::reply)
                        .start();
                var logs = LogCapture.ofAll();
                ExecutorService threads = Executors.newFixedThreadPool(30)) {
            var answered = new AtomicInteger();
            var flooding = new AtomicBoolean(true);
            InetSocketAddress address = weir.address("reply");
            List<Future<Integer>> clients = new ArrayList<>();
            for (int i = 0; i < 28; i++) {
                var random = new Random(i);
                Socket socket = weir.connect("reply");
                clients.add(threads.submit(() -> converse(socket, random, answered)));
            }
            Future<?> flood = threads.submit(() -> flood(address, flooding));
            await().until(() -> answered.get() > 300);
            weir.listeners().stop();
            for (Future<Integer> client : clients) {
                assertThat(client.get(60, TimeUnit.SECONDS)).as("replies cut").isZero();
            }
            flooding.set(false);
            flood.get(60, TimeUnit.SECONDS);
            var statistics = weir.statistics("reply");
            assertThat(statistics.drainedWith(DrainOutcome.FORCED)).isZero();
            assertThat(statistics.closed()).isEqualTo(statistics.accepted());
            assertThat(logs.warnings()).isEmpty();
        }
    }

    /** Asks until there is no answer any more; what it has counts only if it is whole, and a part of one is an error. */
    private static int converse(Socket socket, Random random, AtomicInteger answered) throws Exception {
        try (socket) {
            var input = new DataInputStream(socket.getInputStream());
            while (true) {
                byte[] body = new byte[random.nextInt(60_000)];
                random.nextBytes(body);
                ByteBuffer request =
                        ByteBuffer.allocate(4 + body.length).putInt(body.length).put(body);
                try {
                    socket.getOutputStream().write(request.array());
                } catch (SocketException _) {
                    return 0;
                }
                int first;
                try {
                    first = input.read();
                } catch (SocketException _) {
                    return 0;
                }
                if (first < 0) {
                    return 0;
                }
                byte[] reply = new byte[3 + body.length];
                try {
                    input.readFully(reply);
                } catch (EOFException | SocketException _) {
                    return 1;
                }
                assertThat(ByteBuffer.wrap(request.array(), 1, reply.length)).isEqualTo(ByteBuffer.wrap(reply));
                answered.incrementAndGet();
                if (random.nextInt(10) == 0) {
                    // A think time, in which the listener may find the stream idle.
                    socket.setSoTimeout(300);
                    if (isEndedWhileThinking(socket.getInputStream())) {
                        return 0;
                    }
                    socket.setSoTimeout(DEADLINE_MILLIS);
                }
            }
        }
    }

    private static boolean isEndedWhileThinking(InputStream input) throws IOException {
        try {
            assertThat(input.read()).isEqualTo(-1);
            return true;
        } catch (SocketTimeoutException _) {
            return false;
        }
    }

    private static Object flood(InetSocketAddress address, AtomicBoolean going) {
        while (going.get()) {
            try (var socket = new Socket()) {
                socket.connect(address, 1000);
            } catch (IOException _) {
                Thread.onSpinWait();
            }
        }
        return going;
    }

    @Test
    void aFlushedReplyReachesAClientThatReadsItLate() throws Exception {
        assertReplyIsWhole(1_000_000, false);
    }

    @Test
    void aFlushedReplySurvivesWhatTheClientStillSends() throws Exception {
        assertReplyIsWhole(10_000, true);
    }

    private static void assertReplyIsWhole(int size, boolean sendingMore) throws Exception {
        byte[] reply = new byte[size];
        new Random(1).nextBytes(reply);
        TcpStreamHandler generous = stream -> {
            while (stream.read(new byte[100]) > 0) {
                stream.writeAll(reply);
                stream.flush();
            }
        };
        try (RunningApplication weir = RunningApplication.listenersOnly()
                        .listener("generous", generous)
                        .start();
                Socket socket = weir.connect("generous")) {
            socket.getOutputStream().write(1);
            await().until(() -> weir.statistics("generous").bytesWritten() == size);
            weir.listener("generous").drain(AT_ONCE);
            var sending = new AtomicBoolean(sendingMore);
            Thread sender = Thread.startVirtualThread(() -> sendUntilBroken(socket, sending));
            await().until(() -> weir.statistics("generous").closed() == 1);
            assertThat(socket.getInputStream().readNBytes(size)).isEqualTo(reply);
            sending.set(false);
            sender.join();
        }
    }

    private static void sendUntilBroken(Socket socket, AtomicBoolean going) {
        try {
            while (going.get()) {
                socket.getOutputStream().write(new byte[10]);
                Thread.onSpinWait();
            }
        } catch (IOException _) {
            // The listener does not want more, as it may.
        }
    }

    private static void awaitStopped(StreamListener listener) {
        await().until(() -> listener.state() instanceof ListenerState.Stopped);
    }

    private static void assertRefused(InetSocketAddress address) {
        Assertions.assertThatThrownBy(() -> {
                    try (var socket = new Socket()) {
                        socket.connect(address, 1000);
                    }
                })
                .isInstanceOf(ConnectException.class);
    }
}
