package dev.weir.client;

import static dev.weir.client.ClientFixture.FIRST_WORD;
import static dev.weir.client.ClientFixture.async;
import static dev.weir.client.ClientFixture.readLine;
import static dev.weir.client.ClientFixture.writeLine;
import static dev.weir.testing.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.observe.ClientGauges;
import dev.weir.observe.RequestOutcome;
import dev.weir.stream.TcpStream;
import dev.weir.testing.TargetServer;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever fails and wherever: no caller gets the reply of another, and no room on a connection is lost. */
@Timeout(120)
class FrameClientFaultTests extends FrameClientLifecycle {

    private static final int CALLERS = 12;
    private static final int CALLS = 50;
    private static final int IN_FLIGHT = 3;
    private static final RequestOptions<String, String> IN_ORDER =
            RequestOptions.<String, String>inOrder().withInFlight(IN_FLIGHT);
    private static final RequestOptions<String, String> BY_KEY =
            RequestOptions.byKey(FIRST_WORD).withInFlight(IN_FLIGHT);

    private final AtomicInteger wrongReplies = new AtomicInteger();
    private final AtomicReferenceArray<Thread> callers = new AtomicReferenceArray<>(CALLERS);

    static Stream<Arguments> clients() {
        return Stream.of(ClientMode.values())
                .flatMap(mode -> Stream.of(IN_ORDER, BY_KEY).map(request -> Arguments.of(mode, request)));
    }

    @ParameterizedTest
    @MethodSource("clients")
    void everyCallerGetsItsOwnReplyOrAnException(ClientMode mode, RequestOptions<String, String> request)
            throws Exception {
        boolean inOrder = request.mode() == CorrelationMode.IN_ORDER;
        TargetServer server = server(stream -> serve(stream, inOrder));
        FrameClient<String, String> client = client(options(mode), request, server);

        var running = new ArrayList<CompletableFuture<Void>>();
        for (int i = 0; i < CALLERS; i++) {
            int caller = i;
            running.add(async(() -> {
                callAll(client, server, caller);
                return null;
            }));
        }
        for (CompletableFuture<Void> caller : running) {
            caller.get(60, TimeUnit.SECONDS);
        }

        assertThat(wrongReplies).hasValue(0);
        ClientGauges gauges = client.statistics().gauges();
        await().until(() -> gauges.active() == 0 && gauges.pending() == 0);
        long ended = Stream.of(RequestOutcome.values())
                .mapToLong(client.statistics()::requests)
                .sum();
        assertThat(ended).isEqualTo(CALLERS * CALLS);
        assertThatAllRoomCanBeTaken(client, gauges.limit() * (mode == ClientMode.SINGLE ? 1 : IN_FLIGHT));
        client.close();
        await().until(() -> gauges.active() + gauges.idle() + gauges.pending() == 0);
        await().until(() -> server.open() == 0 && target(client).active() == 0);
    }

    private static ClientOptions options(ClientMode mode) {
        return ClientOptions.DEFAULT
                .withMode(mode)
                .withPool(PoolOptions.DEFAULT
                        .withMax(2)
                        .withMaxPending(9)
                        .withAcquireTimeout(Duration.ofMillis(100))
                        .withMaxLifetime(Duration.ofSeconds(1)))
                .withReconnect(new ReconnectOptions(Duration.ofMillis(1), Duration.ofMillis(10)));
    }

    private void callAll(FrameClient<String, String> client, TargetServer server, int caller) throws IOException {
        var random = new Random(caller);
        for (int call = 0; call < CALLS; call++) {
            if (caller == 0) {
                disturb(server, call);
            } else {
                callers.set(caller, Thread.currentThread());
                interruptAnother(random);
            }
            String key = caller + "-" + call;
            switch (random.nextInt(8)) {
                case 0 -> callOnce(client, key + " never", Duration.ofMillis(5));
                case 1 -> callOnce(client, key + " close", Duration.ofSeconds(30));
                case 2 -> callOnce(client, key + " two\nlines", Duration.ofSeconds(30));
                case 3 -> callOnce(client, key + " late", Duration.ofNanos(1));
                default -> callOnce(client, key + " echo", Duration.ofSeconds(30));
            }
        }
    }

    private static void disturb(TargetServer server, int call) throws IOException {
        if (call % 10 == 6) {
            server.stop();
        } else if (call % 10 == 9) {
            server.restart();
        }
    }

    private void interruptAnother(Random random) {
        Thread other = callers.get(random.nextInt(CALLERS));
        if (other != null && random.nextInt(10) == 0) {
            other.interrupt();
        }
    }

    private void callOnce(FrameClient<String, String> client, String request, Duration timeout) {
        try {
            if (!client.call(request, timeout).equals(request)) {
                wrongReplies.incrementAndGet();
            }
        } catch (IOException | IllegalArgumentException _) {
            // One of the faults.
        } finally {
            boolean _ = Thread.interrupted();
        }
    }

    /** As many requests in flight as there may be, after which the server answers. */
    private static void assertThatAllRoomCanBeTaken(FrameClient<String, String> client, int room) throws Exception {
        for (int round = 0; round < 2; round++) {
            var calls = new ArrayList<CompletableFuture<String>>();
            for (int i = 0; i < room; i++) {
                String request = "room-" + round + "-" + i + " echo";
                calls.add(async(() -> retried(client, request)));
            }
            for (int i = 0; i < room; i++) {
                assertThat(calls.get(i).get(60, TimeUnit.SECONDS)).isEqualTo("room-" + round + "-" + i + " echo");
            }
        }
    }

    /** A connection may just be replaced, because of its age or the faults before. */
    private static String retried(FrameClient<String, String> client, String request) throws IOException {
        IOException last = null;
        for (int i = 0; i < 100; i++) {
            try {
                return client.call(request, Duration.ofSeconds(30));
            } catch (IOException e) {
                last = e;
            }
        }
        throw new IOException("100 calls have failed", last);
    }

    /** Answers with the same line; closes after some, and leaves others without a reply: in order, then no other can follow. */
    private static void serve(TcpStream stream, boolean inOrder) throws IOException {
        boolean silent = false;
        while (true) {
            String line = readLine(stream);
            if (line.endsWith("close")) {
                return;
            }
            silent = line.endsWith("never") || (silent && inOrder);
            if (!silent) {
                writeLine(stream, line);
            }
        }
    }
}
