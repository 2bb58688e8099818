package dev.weir.client;

import static dev.weir.client.ClientFixture.FIRST_WORD;
import static dev.weir.client.ClientFixture.async;
import static dev.weir.client.ClientFixture.failureOf;
import static dev.weir.client.ClientFixture.readLine;
import static dev.weir.client.ClientFixture.writeLine;
import static dev.weir.testing.Patience.await;
import static dev.weir.testing.Patience.take;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.weir.observe.CloseCause;
import dev.weir.observe.RequestOutcome;
import dev.weir.stream.TcpStream;
import dev.weir.testing.LogCapture;
import dev.weir.testing.TargetServer;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Requests whose replies come in any order and have their keys, on one shared connection. */
@Timeout(120)
class KeyedFrameClientTests extends FrameClientLifecycle {

    private static final ClientOptions SHARED = ClientOptions.DEFAULT
            .withMode(ClientMode.SHARED)
            .withPool(PoolOptions.DEFAULT.withAcquireTimeout(Duration.ofSeconds(60)));
    private static final RequestOptions<String, String> BY_KEY =
            RequestOptions.byKey(FIRST_WORD).withTimeout(Duration.ofSeconds(60)).withInFlight(16);
    private static final Duration SHORT = Duration.ofMillis(20);

    @Test
    void eachCallerGetsItsReplyInWhateverOrderTheyCome() throws Exception {
        TargetServer server = server(KeyedFrameClientTests::replyShuffled);
        FrameClient<String, String> client = client(SHARED, BY_KEY, server);
        var callers = new ArrayList<CompletableFuture<Integer>>();
        for (int i = 0; i < 32; i++) {
            int caller = i;
            callers.add(async(() -> {
                int wrong = 0;
                for (int call = 0; call < 50; call++) {
                    String request = caller + "-" + call + " question";
                    wrong += client.call(request).equals(request) ? 0 : 1;
                }
                return wrong;
            }));
        }

        for (CompletableFuture<Integer> caller : callers) {
            assertThat(caller.get()).isZero();
        }
        assertThat(server.accepted()).isEqualTo(1);
        assertThat(client.statistics().lateReplies()).isZero();
    }

    /** Replies to all lines that have arrived, in random order. */
    private static void replyShuffled(TcpStream stream) throws IOException {
        var random = new Random(1);
        var lines = new ArrayList<String>();
        while (true) {
            lines.add(readLine(stream));
            if (stream.inputStream().available() == 0) {
                Collections.shuffle(lines, random);
                for (String line : lines) {
                    writeLine(stream, line);
                }
                lines.clear();
            }
        }
    }

    @Test
    void aLateReplyIsDroppedAndCountedAndTheConnectionGoesOn() throws Exception {
        var mayReply = new CountDownLatch(1);
        TargetServer server = server(stream -> {
            String slow = readLine(stream);
            String next = readLine(stream);
            writeLine(stream, next);
            mayReply.await();
            writeLine(stream, slow);
            stream.transferTo(stream);
        });
        FrameClient<String, String> client = client(SHARED, BY_KEY, server);

        assertThatExceptionOfType(SocketTimeoutException.class).isThrownBy(() -> client.call("1 slow", SHORT));
        assertThat(client.call("2 next")).isEqualTo("2 next");
        assertThatIllegalStateException()
                .isThrownBy(() -> client.call("1 again"))
                .withMessageContaining("its reply may still come");
        mayReply.countDown();
        await().until(() -> client.statistics().lateReplies() == 1);

        assertThat(client.call("1 again")).isEqualTo("1 again");
        assertThat(server.accepted()).isEqualTo(1);
        assertThat(client.statistics().requests(RequestOutcome.TIMEOUT)).isEqualTo(1);
        assertThat(client.statistics().requests(RequestOutcome.REJECTED)).isEqualTo(1);
    }

    @Test
    void aKeyThatIsInFlightIsRefusedToTheSecondCallerAndNothingIsSent() throws Exception {
        var received = new LinkedBlockingQueue<String>();
        var mayReply = new CountDownLatch(1);
        TargetServer server = server(stream -> {
            while (true) {
                String line = readLine(stream);
                received.add(line);
                mayReply.await();
                writeLine(stream, line);
            }
        });
        FrameClient<String, String> client = client(SHARED, BY_KEY, server);
        CompletableFuture<String> first = async(() -> client.call("7 first"));
        take(received);

        assertThatIllegalStateException()
                .isThrownBy(() -> client.call("7 second"))
                .withMessageContaining("client test")
                .withMessageContaining("key 7 is in flight");

        mayReply.countDown();
        assertThat(first.get()).isEqualTo("7 first");
        assertThat(client.call("7 third")).isEqualTo("7 third");
        assertThat(received).containsExactly("7 third");
    }

    @Test
    void framesWithoutAKeyOrWithAnUnknownOneAreUnsolicited() throws Exception {
        TargetServer server = server(stream -> {
            while (true) {
                String line = readLine(stream);
                writeLine(stream, "* event");
                writeLine(stream, "99 unknown");
                writeLine(stream, line);
            }
        });
        FrameClient<String, String> client = client(SHARED, BY_KEY, server);

        assertThat(client.call("1 request")).isEqualTo("1 request");
        assertThat(client.statistics().droppedFrames()).isEqualTo(2);

        var unsolicited = new LinkedBlockingQueue<String>();
        client.onUnsolicited(unsolicited::add);
        assertThat(client.call("2 request")).isEqualTo("2 request");
        assertThat(unsolicited).containsExactly("* event", "99 unknown");
        assertThat(server.accepted()).isEqualTo(1);
    }

    @Test
    void aReplyWhoseKeyCannotBeReadIsTheTargetsFault() throws Exception {
        TargetServer server = server(stream -> {
            readLine(stream);
            writeLine(stream, "x");
            stream.read(new byte[1]);
        });
        var number = new Correlation<String, String>() {
            @Override
            public Object requestKey(String request) {
                return request.substring(0, 4);
            }

            @Override
            public Object replyKey(String reply) {
                return reply.substring(0, 4);
            }
        };
        FrameClient<String, String> client = client(SHARED, RequestOptions.byKey(number), server);
        try (var log = LogCapture.of(FrameConnection.class)) {
            assertThatExceptionOfType(UpstreamClosedException.class)
                    .isThrownBy(() -> client.call("0001 question"))
                    .withMessageContaining("key")
                    .withRootCauseInstanceOf(StringIndexOutOfBoundsException.class);

            await().until(() -> target(client).closed(CloseCause.PROTOCOL_ERROR) == 1);
            assertThat(log.warnings()).isEmpty();
        }
    }

    @Test
    void callersBeyondThoseInFlightWait() throws Exception {
        var mayReply = new CountDownLatch(1);
        TargetServer server = server(stream -> {
            while (true) {
                String line = readLine(stream);
                mayReply.await();
                writeLine(stream, line);
            }
        });
        FrameClient<String, String> client = client(SHARED, BY_KEY.withInFlight(2), server);
        var calls = new ArrayList<CompletableFuture<String>>();
        for (int i = 0; i < 5; i++) {
            String request = i + " request";
            calls.add(async(() -> client.call(request)));
        }
        await().until(() -> client.statistics().gauges().pending() == 3);

        mayReply.countDown();

        for (int i = 0; i < 5; i++) {
            assertThat(calls.get(i).get()).isEqualTo(i + " request");
        }
        assertThat(client.statistics().gauges().limit()).isEqualTo(1);
    }

    @Test
    void anInterruptedCallerCostsNoConnection() throws Exception {
        TargetServer server = echo();
        FrameClient<String, String> client = client(SHARED, BY_KEY, server);
        assertThat(client.call("1 request")).isEqualTo("1 request");

        Thread.currentThread().interrupt();
        assertThatExceptionOfType(InterruptedIOException.class).isThrownBy(() -> client.call("2 request"));
        assertThat(Thread.interrupted()).isTrue();

        assertThat(client.call("3 request")).isEqualTo("3 request");
        assertThat(server.accepted()).isEqualTo(1);
        assertThat(client.statistics().requests(RequestOutcome.REJECTED)).isEqualTo(1);
    }

    @Test
    void theEndOfTheConnectionFailsAllInFlight() throws Exception {
        TargetServer server = server(stream -> {
            readLine(stream);
            readLine(stream);
        });
        FrameClient<String, String> client = client(SHARED, BY_KEY, server);
        CompletableFuture<String> one = async(() -> client.call("1"));
        CompletableFuture<String> two = async(() -> client.call("2"));

        assertThat(failureOf(one)).isInstanceOf(UpstreamClosedException.class);
        assertThat(failureOf(two)).isInstanceOf(UpstreamClosedException.class);
    }

    @Test
    void aCorrelationIsNeededByKeyAndNotOtherwise() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new RequestOptions<>(SHORT, 1, CorrelationMode.BY_KEY, null))
                .withMessageContaining("request.correlation by_key");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new RequestOptions<>(SHORT, 1, CorrelationMode.NONE, FIRST_WORD));
    }
}
