package dev.weir.client;

import static dev.weir.client.ClientFixture.ask;
import static dev.weir.client.ClientFixture.async;
import static dev.weir.testing.Patience.await;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.weir.observe.ClientGauges;
import dev.weir.stream.TcpStream;
import dev.weir.testing.TargetServer;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever fails and wherever, no place of a pool is lost, and none is used by two callers. */
@Timeout(120)
class PoolFaultTests {

    private static final int MAX = 3;
    private static final int CALLERS = 12;
    private static final int CALLS = 50;
    private static final PoolOptions POOL =
            PoolOptions.DEFAULT.withMax(MAX).withMaxPending(6).withAcquireTimeout(Duration.ofMillis(5));

    private final AtomicInteger inUse = new AtomicInteger();
    private final AtomicInteger mostInUse = new AtomicInteger();
    private final AtomicInteger replies = new AtomicInteger();
    private final AtomicInteger wrongReplies = new AtomicInteger();
    private final AtomicReferenceArray<Thread> callers = new AtomicReferenceArray<>(CALLERS);

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void everyPlaceIsGivenBack(long seed) throws Exception {
        try (TargetServer server = TargetServer.start(PoolFaultTests::serve);
                TcpClient client = ClientFixture.client(POOL, server)) {
            client.start();

            awaitEnd(startCallers(client, seed, stopsAndStarts(server)));

            ClientGauges gauges = client.statistics().gauges();
            await().until(() -> gauges.active() == 0 && gauges.pending() == 0);
            assertThat(mostInUse).hasValueLessThanOrEqualTo(MAX);
            assertThat(wrongReplies).hasValue(0);
            assertThat(ask(client, "end")).isEqualTo("end");
            assertThatAllPlacesCanBeTaken(client);
        }
    }

    private static void assertThatAllPlacesCanBeTaken(TcpClient client) throws IOException {
        var streams = new ArrayList<TcpStream>();
        try {
            for (int i = 0; i < MAX; i++) {
                streams.add(client.open());
            }
            assertThatExceptionOfType(AcquireTimeoutException.class).isThrownBy(client::open);
        } finally {
            for (TcpStream stream : streams) {
                stream.close();
            }
        }
        assertThat(client.statistics().gauges().active()).isZero();
    }

    @ParameterizedTest
    @ValueSource(longs = {5, 6})
    void aCloseInTheMiddleLeavesNothing(long seed) throws Exception {
        try (TargetServer server = TargetServer.start(PoolFaultTests::serve)) {
            TcpClient client = ClientFixture.client(POOL, server);
            client.start();
            List<CompletableFuture<Void>> running = startCallers(client, seed, _ -> {});
            await().until(() -> replies.get() > CALLERS);

            client.close();

            awaitEnd(running);
            ClientGauges gauges = client.statistics().gauges();
            await().until(() -> gauges.active() == 0 && gauges.pending() == 0 && gauges.idle() == 0);
            await().until(() -> server.open() == 0);
            assertThat(client.targets().getFirst().statistics().active()).isZero();
            assertThatExceptionOfType(UpstreamClosedException.class).isThrownBy(client::open);
        }
    }

    private List<CompletableFuture<Void>> startCallers(TcpClient client, long seed, Disturbance disturbance) {
        var running = new ArrayList<CompletableFuture<Void>>();
        for (int i = 0; i < CALLERS; i++) {
            int caller = i;
            running.add(async(() -> {
                var random = new Random(seed * 100 + caller);
                for (int call = 0; call < CALLS; call++) {
                    if (caller == 0) {
                        disturbance.before(call);
                    } else {
                        callers.set(caller, Thread.currentThread());
                        interruptAnother(random);
                    }
                    callOnce(client, random, caller + "-" + call);
                }
                return null;
            }));
        }
        return running;
    }

    /** What the first caller does to the server between its calls. */
    private interface Disturbance {

        void before(int call) throws IOException;
    }

    private static Disturbance stopsAndStarts(TargetServer server) {
        return call -> {
            if (call % 10 == 6) {
                server.stop();
            } else if (call % 10 == 9) {
                server.restart();
            }
        };
    }

    private void interruptAnother(Random random) {
        Thread other = callers.get(random.nextInt(CALLERS));
        if (other != null && random.nextInt(10) == 0) {
            other.interrupt();
        }
    }

    private static void awaitEnd(List<CompletableFuture<Void>> running) throws Exception {
        for (CompletableFuture<Void> caller : running) {
            caller.get(60, TimeUnit.SECONDS);
        }
    }

    private void callOnce(TcpClient client, Random random, String question) {
        int choice = random.nextInt(10);
        try {
            switch (choice) {
                case 0 -> openAndClose(client, question);
                case 1 -> client.open().abort("not needed");
                case 2 ->
                    client.run(stream -> {
                        throw new IllegalStateException("the function fails");
                    });
                case 3 -> client.run(_ -> Thread.currentThread().interrupt());
                default -> client.run(stream -> exchange(stream, choice, question));
            }
        } catch (IOException | IllegalStateException _) {
            // One of the faults.
        } finally {
            boolean _ = Thread.interrupted();
        }
    }

    private void openAndClose(TcpClient client, String question) throws IOException {
        try (TcpStream stream = client.open()) {
            exchange(stream, 9, question);
        }
    }

    private void exchange(TcpStream stream, int choice, String question) throws IOException {
        mostInUse.accumulateAndGet(inUse.incrementAndGet(), Math::max);
        try {
            switch (choice) {
                case 4 -> ask(stream, "close");
                case 5 -> leaveUnread(stream, question);
                case 6 -> stream.close();
                default -> check(question, ask(stream, question));
            }
        } finally {
            inUse.decrementAndGet();
        }
    }

    private static void leaveUnread(TcpStream stream, String question) throws IOException {
        stream.writeAll((question + "\n").getBytes(US_ASCII));
        stream.read(new byte[1]);
    }

    private void check(String question, String reply) {
        if (question.equals(reply)) {
            replies.incrementAndGet();
        } else if (reply != null) {
            wrongReplies.incrementAndGet();
        }
    }

    /** Echoes lines; closes after one that says so. */
    private static void serve(TcpStream stream) throws IOException {
        String line;
        do {
            line = stream.readLine(US_ASCII, 100);
            if (line == null) {
                return;
            }
            stream.writeAll((line + "\n").getBytes(US_ASCII));
        } while (!line.equals("close"));
    }
}
