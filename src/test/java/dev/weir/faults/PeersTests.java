package dev.weir.faults;

import static dev.weir.testing.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.observe.CloseCause;
import dev.weir.observe.ListenerStatistics;
import dev.weir.stream.TcpStream;
import dev.weir.testing.LogCapture;
import dev.weir.testing.RunningApplication;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Peers that misbehave. Around each test a witness converses on the same listener, and in the end nothing is left: no stream,
 * no descriptor, no line in the log but those of the access log.
 */
class PeersTests {

    private static final int MAX_LINE = 1000;
    private static final int LARGE = 5_000_000;

    private static RunningApplication weir;
    private static LogCapture logs;
    private long sockets;
    private Socket witness;

    @BeforeAll
    static void start() {
        weir = RunningApplication.listenersOnly()
                .listener("lines", PeersTests::answer, "timeout.idle=20s")
                .listener("chargen", "chargen", "timeout.write=1s")
                .listener("silence", "echo", "timeout.idle=1s")
                .start();
        logs = LogCapture.ofAll();
    }

    @AfterAll
    static void stop() {
        logs.close();
        weir.close();
    }

    @BeforeEach
    void callTheWitness() throws IOException {
        sockets = Peers.ownSockets();
        witness = weir.connect("lines");
        ask(witness, "before");
    }

    @AfterEach
    void hearTheWitness() throws IOException {
        ask(witness, "after");
        witness.close();
        weir.awaitRest("lines");
        weir.awaitRest("chargen");
        weir.awaitRest("silence");
        await().untilAsserted(() -> assertThat(Peers.ownSockets()).as("sockets").isLessThanOrEqualTo(sockets));
        assertThat(logs.events())
                .filteredOn(event -> !event.getLoggerName().equals("weir.access"))
                .isEmpty();
    }

    /** Answers each line, "large" with a lot. */
    private static void answer(TcpStream stream) throws IOException {
        for (String line = stream.readLine(StandardCharsets.UTF_8, MAX_LINE);
                line != null;
                line = stream.readLine(StandardCharsets.UTF_8, MAX_LINE)) {
            if (line.equals("large")) {
                stream.writeAll(new byte[LARGE]);
            } else {
                stream.writeAll((line + "!\n").getBytes(StandardCharsets.UTF_8));
            }
        }
    }

    private static void ask(Socket socket, String question) throws IOException {
        send(socket, question + "\n");
        byte[] answer = (question + "!\n").getBytes(StandardCharsets.UTF_8);
        assertThat(socket.getInputStream().readNBytes(answer.length)).isEqualTo(answer);
    }

    private static void send(Socket socket, String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
    }

    /** Where in a conversation a client goes away. */
    enum Point {
        AT_ONCE {
            @Override
            void reach(Socket socket) {}
        },
        INSIDE_A_QUESTION {
            @Override
            void reach(Socket socket) throws IOException {
                send(socket, "half a quest");
            }
        },
        BEFORE_THE_ANSWER {
            @Override
            void reach(Socket socket) throws IOException {
                send(socket, "question\n");
            }
        },
        INSIDE_AN_ANSWER {
            @Override
            void reach(Socket socket) throws IOException {
                send(socket, "question\n");
                assertThat(socket.getInputStream().read()).isEqualTo('q');
            }
        },
        INSIDE_A_LARGE_ANSWER {
            @Override
            void reach(Socket socket) throws IOException {
                send(socket, "large\n");
                assertThat(socket.getInputStream().readNBytes(1000)).hasSize(1000);
            }
        },
        AFTER_AN_ANSWER {
            @Override
            void reach(Socket socket) throws IOException {
                ask(socket, "question");
            }
        },
        AFTER_THE_LAST_QUESTION {
            @Override
            void reach(Socket socket) throws IOException {
                send(socket, "one\ntwo\nlarge\n");
                socket.shutdownOutput();
            }
        },
        WITH_QUESTIONS_LEFT {
            @Override
            void reach(Socket socket) throws IOException {
                send(socket, "question\n".repeat(1000));
            }
        };

        abstract void reach(Socket socket) throws IOException;
    }

    @ParameterizedTest
    @EnumSource
    void aResetEndsOneStream(Point point) throws IOException {
        long accepted = weir.statistics("lines").accepted();
        for (int i = 0; i < 10; i++) {
            Socket socket = weir.connect("lines");
            point.reach(socket);
            Peers.reset(socket);
        }
        // A client that is gone before it is accepted may never be seen.
        assertThat(weir.statistics("lines").accepted()).isBetween(accepted, accepted + 10);
    }

    @ParameterizedTest
    @EnumSource
    void aCloseEndsOneStream(Point point) throws IOException {
        for (int i = 0; i < 10; i++) {
            try (Socket socket = weir.connect("lines")) {
                point.reach(socket);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aClientMayLeaveWhileItIsWrittenTo(boolean reset) throws IOException {
        for (int i = 0; i < 50; i++) {
            Socket socket = weir.connect("chargen");
            assertThat(socket.getInputStream().readNBytes(100 * i)).hasSize(100 * i);
            if (reset) {
                Peers.reset(socket);
            } else {
                socket.close();
            }
        }
        assertThat(weir.statistics("chargen").closed(CloseCause.HANDLER_ERROR)).isZero();
    }

    @Test
    void aResetIsCountedAsSuch() throws IOException {
        long resets = weir.statistics("lines").closed(CloseCause.PEER_RESET);
        Socket socket = weir.connect("lines");
        ask(socket, "question");
        Peers.reset(socket);
        await().untilAsserted(() -> assertThat(weir.statistics("lines").closed(CloseCause.PEER_RESET))
                .isEqualTo(resets + 1));
    }

    @Test
    void bytesMayComeOneByOne() throws IOException {
        ListenerStatistics statistics = weir.statistics("lines");
        long read = statistics.bytesRead();
        String question = "x".repeat(MAX_LINE);
        try (Socket slow = weir.connect("lines")) {
            slow.setTcpNoDelay(true);
            for (byte b : (question + "\n").getBytes(StandardCharsets.UTF_8)) {
                slow.getOutputStream().write(b);
            }
            InputStream answer = slow.getInputStream();
            for (byte b : (question + "!\n").getBytes(StandardCharsets.UTF_8)) {
                assertThat(answer.read()).isEqualTo(b);
            }
        }
        assertThat(statistics.bytesRead()).isEqualTo(read + MAX_LINE + 1);
    }

    @Test
    void peersThatNeverReadAreGivenUp() throws IOException {
        long before = weir.statistics("chargen").closed(CloseCause.WRITE_TIMEOUT);
        List<Socket> deaf = new ArrayList<>();
        try {
            for (int i = 0; i < 20; i++) {
                deaf.add(weir.connect("chargen"));
            }
            ask(witness, "in the meantime");
            await().untilAsserted(() -> assertThat(weir.statistics("chargen").closed(CloseCause.WRITE_TIMEOUT))
                    .isEqualTo(before + 20));
        } finally {
            for (Socket socket : deaf) {
                socket.close();
            }
        }
    }

    @Test
    void peersThatNeverSayAWordAreGivenUp() throws IOException {
        long before = weir.statistics("silence").closed(CloseCause.IDLE_TIMEOUT);
        List<Socket> silent = new ArrayList<>();
        try {
            for (int i = 0; i < 50; i++) {
                silent.add(weir.connect("silence"));
            }
            for (Socket socket : silent) {
                assertThat(Peers.isEnded(socket)).isTrue();
            }
            await().untilAsserted(() -> assertThat(weir.statistics("silence").closed(CloseCause.IDLE_TIMEOUT))
                    .isEqualTo(before + 50));
        } finally {
            for (Socket socket : silent) {
                socket.close();
            }
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void garbageIsTheProtocolsBusiness(long seed) throws IOException {
        var random = new Random(seed);
        for (int i = 0; i < 20; i++) {
            byte[] garbage = new byte[random.nextInt(10_000)];
            random.nextBytes(garbage);
            try (Socket socket = weir.connect("lines")) {
                socket.getOutputStream().write(garbage);
                socket.shutdownOutput();
                assertThat(Peers.isEnded(socket)).isTrue();
            } catch (SocketException _) {
                // The handler has had enough of it before it was all sent.
            }
        }
        assertThat(weir.statistics("lines").closed(CloseCause.HANDLER_ERROR)).isZero();
    }

    @Test
    void aLineWithoutAnEndIsAnErrorOfTheProtocol() throws IOException {
        long before = weir.statistics("lines").closed(CloseCause.PROTOCOL_ERROR);
        try (Socket socket = weir.connect("lines")) {
            send(socket, "x".repeat(100 * MAX_LINE));
            assertThat(Peers.isEnded(socket)).isTrue();
        }
        await().untilAsserted(() -> assertThat(weir.statistics("lines").closed(CloseCause.PROTOCOL_ERROR))
                .isEqualTo(before + 1));
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2})
    void aFloodOfAllOfItAtOnceLeavesNothingBehind(long seed) throws Exception {
        try (ExecutorService threads = Executors.newFixedThreadPool(8)) {
            List<Future<?>> floods = new ArrayList<>();
            for (int thread = 0; thread < 8; thread++) {
                var random = new Random(seed * 1000 + thread);
                floods.add(threads.submit(() -> {
                    for (int i = 0; i < 60; i++) {
                        misbehave(random);
                    }
                    return null;
                }));
            }
            for (int i = 0; i < 20; i++) {
                ask(witness, "during " + i);
            }
            for (Future<?> flood : floods) {
                flood.get();
            }
        }
    }

    private static void misbehave(Random random) throws IOException {
        Socket socket = weir.connect("lines");
        try {
            Point[] points = Point.values();
            points[random.nextInt(points.length)].reach(socket);
        } finally {
            if (random.nextBoolean()) {
                Peers.reset(socket);
            } else {
                socket.close();
            }
        }
    }
}
