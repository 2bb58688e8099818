package dev.weir.handler;

import static dev.weir.handler.Forwards.FRONT;
import static dev.weir.handler.Forwards.assertEndedFor;
import static dev.weir.handler.Forwards.awaitEnd;
import static dev.weir.handler.Forwards.targets;
import static dev.weir.testing.Patience.await;
import static dev.weir.testing.Patience.take;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.observe.CloseCause;
import dev.weir.observe.ListenerStatistics;
import dev.weir.observe.Side;
import dev.weir.observe.TargetStatistics;
import dev.weir.test.TcpTestClient;
import dev.weir.testing.LogCapture;
import dev.weir.testing.RunningApplication;
import dev.weir.testing.TargetServer;
import java.io.IOException;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Connections that a listener forwards by its settings alone, to real servers: what passes, how it ends, what is counted. */
@Timeout(120)
class ForwardHandlerTests {

    @RegisterExtension
    private final Forwards forwards = new Forwards();

    private final BlockingQueue<String> ends = new LinkedBlockingQueue<>();

    @Test
    void passesBytesOnInBothDirectionsAndCountsThem() throws IOException {
        TargetServer target = forwards.echo();
        RunningApplication application = forwards.start(target);

        forwards.client(application).send("hello").receives("hello").endsInput().thenEnds();

        awaitEnd(application);
        ListenerStatistics statistics = application.statistics(FRONT);
        assertThat(statistics.bytesRead()).isEqualTo(5);
        assertThat(statistics.bytesWritten()).isEqualTo(5);
        assertThat(statistics.handler()).isEqualTo("forward");
        assertEndedFor(CloseCause.PEER_CLOSED, application);
        TargetStatistics counted = targets(application).getFirst();
        assertThat(counted.bytesWritten()).isEqualTo(5);
        assertThat(counted.bytesRead()).isEqualTo(5);
        assertThat(counted.opened()).isEqualTo(1);
        assertThat(counted.closed(CloseCause.PEER_CLOSED)).isEqualTo(1);
        assertThat(counted.active()).isZero();
        await().until(() -> target.open() == 0);
    }

    @Test
    void theClientsEndReachesTheTargetWhichMayStillAnswer() throws IOException {
        RunningApplication application = forwards.start(forwards.target(stream -> {
            String line = stream.readLine(US_ASCII, 100);
            int end = stream.read(new byte[1]);
            stream.writeAll((line + " " + end).getBytes(US_ASCII));
        }));

        forwards.client(application)
                .send("ask\n")
                .endsInput()
                .receives("ask -1")
                .thenEnds();

        awaitEnd(application);
        assertThat(application.statistics(FRONT).shutdowns(Side.REMOTE)).isEqualTo(1);
        assertEndedFor(CloseCause.PEER_CLOSED, application);
    }

    @Test
    void theTargetsEndReachesTheClientWhichMayStillSend() throws Exception {
        RunningApplication application = forwards.start(forwards.target(stream -> {
            stream.writeAll("bye".getBytes(US_ASCII));
            stream.shutdown();
            ends.add(String.valueOf(stream.readLine(US_ASCII, 100)));
        }));

        TcpTestClient client = forwards.client(application)
                .receives("bye")
                .thenEnds()
                .send("late")
                .endsInput();

        assertThat(take(ends)).isEqualTo("late");
        client.close();
        awaitEnd(application);
        assertEndedFor(CloseCause.PEER_CLOSED, application);
    }

    @Test
    void theClientsResetReachesTheTarget() throws Exception {
        RunningApplication application = forwards.start(forwards.target(stream -> {
            try {
                stream.transferTo(stream);
                ends.add("end");
            } catch (IOException e) {
                ends.add(String.valueOf(e.getMessage()));
            }
        }));

        forwards.client(application).send("a").receives("a").resets();

        assertThat(take(ends)).contains("reset");
        awaitEnd(application);
        assertEndedFor(CloseCause.PEER_RESET, application);
        assertThat(targets(application).getFirst().closed(CloseCause.HANDLER_COMPLETED))
                .as("this side has ended the connection to the target")
                .isEqualTo(1);
    }

    @Test
    void theTargetsResetReachesTheClientAndIsNoFailureOfTheHandler() throws IOException {
        RunningApplication application = forwards.start(forwards.target(stream -> {
            stream.read(new byte[1]);
            stream.reset("the test wants it");
        }));
        try (var log = LogCapture.ofAll()) {
            forwards.client(application).send("a").thenIsReset();

            awaitEnd(application);
            assertEndedFor(CloseCause.UPSTREAM_RESET, application);
            assertThat(targets(application).getFirst().closed(CloseCause.PEER_RESET))
                    .isEqualTo(1);
            assertThat(log.warnings()).isEmpty();
        }
    }

    @Test
    void aTargetThatDoesNotReadTimesOut() throws Exception {
        var done = new CountDownLatch(1);
        RunningApplication application =
                forwards.start(forwards.target(_ -> done.await()), "timeout.write=500ms", "socket.send-buffer=16KB");
        try (var socket = application.connect(FRONT)) {
            var sending = Thread.startVirtualThread(() -> {
                try {
                    while (true) {
                        socket.getOutputStream().write(new byte[64 * 1024]);
                    }
                } catch (IOException _) {
                    // Reset, as is to be expected.
                }
            });

            awaitEnd(application);

            assertEndedFor(CloseCause.UPSTREAM_TIMEOUT, application);
            assertThat(targets(application).getFirst().closed(CloseCause.UPSTREAM_TIMEOUT))
                    .isEqualTo(1);
            sending.join();
        } finally {
            done.countDown();
        }
    }

    @Test
    void connectionsOfATargetThatGoesDownEndIfSoConfigured() throws IOException {
        var healthy = new AtomicBoolean(true);
        RunningApplication application = forwards.start(
                forwards.target(stream -> {
                    if (healthy.get()) {
                        stream.transferTo(stream);
                    }
                }),
                "forward.health.interval=50ms",
                "forward.health.fall=1",
                "forward.health.send=PING\\r\\n",
                "forward.health.expect=PING",
                "forward.health.on-down=close");
        TcpTestClient client = forwards.client(application).send("a").receives("a");

        healthy.set(false);

        client.thenIsReset();
        awaitEnd(application);
        assertEndedFor(CloseCause.UPSTREAM_UNAVAILABLE, application);
    }

    @Test
    void aSlowTargetSlowsTheClientDownAndLosesNothing() throws Exception {
        byte[] sent = new byte[8 * 1024 * 1024];
        new Random(1).nextBytes(sent);
        var go = new CountDownLatch(1);
        BlockingQueue<byte[]> received = new LinkedBlockingQueue<>();
        RunningApplication application = forwards.start(forwards.target(stream -> {
            go.await();
            received.add(stream.inputStream().readAllBytes());
        }));
        try (var socket = application.connect(FRONT)) {
            var sending = Thread.startVirtualThread(() -> {
                try {
                    socket.getOutputStream().write(sent);
                    socket.shutdownOutput();
                } catch (IOException e) {
                    ends.add(e.toString());
                }
            });
            go.countDown();

            assertThat(take(received)).isEqualTo(sent);
            sending.join();
            assertThat(ends).isEmpty();
        }
        awaitEnd(application);
        assertThat(application.statistics(FRONT).bytesRead()).isEqualTo(sent.length);
        assertThat(targets(application).getFirst().bytesWritten()).isEqualTo(sent.length);
    }

    @Test
    void aClientThatHasFinishedTimesOutAlthoughItsTargetStaysSilent() throws Exception {
        var done = new CountDownLatch(1);
        RunningApplication application =
                forwards.start(forwards.target(_ -> done.await()), "timeout.half-closed=300ms");
        try {
            TcpTestClient client = forwards.client(application).send("a").endsInput();

            awaitEnd(application);

            assertEndedFor(CloseCause.HALF_CLOSED_TIMEOUT, application);
            client.close();
        } finally {
            done.countDown();
        }
    }

    @Test
    void anOperatorEndsBothSides() throws Exception {
        RunningApplication application = forwards.start(forwards.target(stream -> {
            try {
                stream.transferTo(stream);
                ends.add("end");
            } catch (IOException e) {
                ends.add(String.valueOf(e.getMessage()));
            }
        }));
        TcpTestClient client = forwards.client(application).send("a").receives("a");

        long id = application.statistics(FRONT).live().iterator().next().info().id();
        assertThat(application.listener(FRONT).end(id, CloseCause.ADMIN)).isTrue();

        assertThat(take(ends)).contains("reset");
        awaitEnd(application);
        assertEndedFor(CloseCause.ADMIN, application);
        client.close();
    }
}
