package dev.weir.client;

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

import dev.weir.observe.ClientObserver;
import dev.weir.observe.ClientStatistics;
import dev.weir.observe.CloseCause;
import dev.weir.observe.RequestObservation;
import dev.weir.observe.RequestOutcome;
import dev.weir.observe.TargetStatistics;
import dev.weir.testing.TargetServer;
import dev.weir.upstream.UpstreamUnavailableException;
import java.io.InterruptedIOException;
import java.net.SocketTimeoutException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Requests whose replies come in their order, on pooled connections. */
@Timeout(120)
class FrameClientTests extends FrameClientLifecycle {

    private static final ClientOptions ONE =
            ClientOptions.DEFAULT.withPool(PoolOptions.DEFAULT.withMax(1).withAcquireTimeout(Duration.ofSeconds(60)));
    private static final RequestOptions<String, String> IN_ORDER =
            RequestOptions.<String, String>inOrder().withTimeout(Duration.ofSeconds(60));
    private static final Duration SHORT = Duration.ofMillis(20);

    @Test
    void aRequestGetsItsReplyAndTheConnectionStays() throws Exception {
        TargetServer server = echo();
        FrameClient<String, String> client = client(ClientOptions.DEFAULT, IN_ORDER, server);

        for (int i = 0; i < 20; i++) {
            assertThat(client.call("request " + i)).isEqualTo("request " + i);
        }

        assertThat(server.accepted()).isEqualTo(1);
        assertThat(client.statistics().requests(RequestOutcome.REPLIED)).isEqualTo(20);
        assertThat(client.statistics().gauges().active()).isZero();
        assertThat(client.statistics().gauges().idle()).isEqualTo(1);
    }

    @Test
    void manyCallersShareFewConnectionsAndEachGetsItsOwnReply() throws Exception {
        TargetServer server = echo();
        FrameClient<String, String> client = client(
                ClientOptions.DEFAULT.withPool(
                        PoolOptions.DEFAULT.withMax(3).withAcquireTimeout(Duration.ofSeconds(60))),
                IN_ORDER.withInFlight(8),
                server);
        var callers = new ArrayList<CompletableFuture<Integer>>();
        for (int i = 0; i < 64; i++) {
            int caller = i;
            callers.add(async(() -> {
                int wrong = 0;
                for (int call = 0; call < 50; call++) {
                    String request = caller + "-" + call;
                    wrong += client.call(request).equals(request) ? 0 : 1;
                }
                return wrong;
            }));
        }

        for (CompletableFuture<Integer> caller : callers) {
            assertThat(caller.get()).isZero();
        }
        assertThat(server.accepted()).isBetween(1, 3);
        assertThat(client.statistics().requests(RequestOutcome.REPLIED)).isEqualTo(64 * 50);
    }

    @Test
    void anUnusedConnectionComesBeforeANewOneAndANewOneBeforeABusyOne() throws Exception {
        var mayReply = new CountDownLatch(1);
        TargetServer server = server(stream -> {
            while (true) {
                String line = readLine(stream);
                mayReply.await();
                writeLine(stream, line);
            }
        });
        FrameClient<String, String> client = client(
                ClientOptions.DEFAULT.withPool(PoolOptions.DEFAULT.withMax(2)), IN_ORDER.withInFlight(2), server);
        var calls = new ArrayList<CompletableFuture<String>>();
        for (int i = 1; i <= 4; i++) {
            String request = "request " + i;
            calls.add(async(() -> client.call(request)));
            int active = Math.min(i, 2);
            await().until(() ->
                    server.accepted() == active && client.statistics().gauges().active() == active);
        }
        assertThat(server.accepted()).isEqualTo(2);

        mayReply.countDown();

        for (int i = 1; i <= 4; i++) {
            assertThat(calls.get(i - 1).get()).isEqualTo("request " + i);
        }
        assertThat(client.call("last")).isEqualTo("last");
        assertThat(server.accepted()).isEqualTo(2);
    }

    @Test
    void aTimeoutClosesTheConnectionSoThatTheLateReplyReachesNoCaller() throws Exception {
        var mayReply = new CountDownLatch(1);
        TargetServer server = server(stream -> {
            while (true) {
                String line = readLine(stream);
                if (line.equals("slow")) {
                    mayReply.await();
                }
                writeLine(stream, line);
            }
        });
        FrameClient<String, String> client = client(ONE, IN_ORDER, server);

        assertThatExceptionOfType(SocketTimeoutException.class)
                .isThrownBy(() -> client.call("slow", SHORT))
                .withMessageContaining("client test");
        mayReply.countDown();

        assertThat(client.call("next")).isEqualTo("next");
        assertThat(server.accepted()).isEqualTo(2);
        assertThat(client.statistics().requests(RequestOutcome.TIMEOUT)).isEqualTo(1);
        assertThat(target(client).closed(CloseCause.READ_TIMEOUT)).isEqualTo(1);
    }

    @Test
    void aTimeoutFailsTheOtherRequestsInFlightWhichMayHaveBeenSent() throws Exception {
        var received = new LinkedBlockingQueue<String>();
        TargetServer server = server(stream -> {
            while (true) {
                received.add(readLine(stream));
            }
        });
        FrameClient<String, String> client = client(ONE, IN_ORDER.withInFlight(2), server);
        CompletableFuture<String> patient = async(() -> client.call("patient"));
        take(received);

        assertThatExceptionOfType(SocketTimeoutException.class).isThrownBy(() -> client.call("impatient", SHORT));

        assertThat(failureOf(patient))
                .isInstanceOfSatisfying(
                        UpstreamClosedException.class,
                        e -> assertThat(e.mayHaveBeenSent()).isTrue());
        assertThat(client.statistics().requests(RequestOutcome.CLOSED)).isEqualTo(1);
        await().until(() -> client.statistics().gauges().active() == 0);
    }

    @Test
    void anInterruptEndsTheCallAndTheConnectionAndStaysSet() throws Exception {
        var received = new LinkedBlockingQueue<String>();
        TargetServer server = server(stream -> {
            while (true) {
                received.add(readLine(stream));
            }
        });
        FrameClient<String, String> client = client(ONE, IN_ORDER, server);
        var flag = new AtomicBoolean();
        var caller = new CompletableFuture<Thread>();
        CompletableFuture<String> call = async(() -> {
            caller.complete(Thread.currentThread());
            try {
                return client.call("never answered");
            } finally {
                flag.set(Thread.currentThread().isInterrupted());
            }
        });
        take(received);

        caller.get().interrupt();

        assertThat(failureOf(call)).isInstanceOf(InterruptedIOException.class);
        assertThat(flag).isTrue();
        await().until(() -> server.open() == 0);
    }

    @Test
    void theEndOfTheConnectionFailsTheRequestInFlight() throws Exception {
        TargetServer server = server(stream -> readLine(stream));
        FrameClient<String, String> client = client(ONE, IN_ORDER, server);

        assertThatExceptionOfType(UpstreamClosedException.class)
                .isThrownBy(() -> client.call("lost"))
                .withMessageContaining("the target has finished")
                .satisfies(e -> assertThat(e.mayHaveBeenSent()).isTrue());

        await().until(() -> target(client).closed(CloseCause.PEER_CLOSED) == 1);
        assertThat(server.accepted()).as("nothing is sent twice").isEqualTo(1);
    }

    @Test
    void aReplyWithoutARequestClosesTheConnection() throws Exception {
        TargetServer server = server(stream -> {
            writeLine(stream, readLine(stream));
            writeLine(stream, "unasked");
            stream.read(new byte[1]);
        });
        FrameClient<String, String> client = client(ONE, IN_ORDER, server);
        assertThat(client.call("first")).isEqualTo("first");

        await().until(() -> target(client).closed(CloseCause.PROTOCOL_ERROR) == 1);
        assertThat(client.statistics().droppedFrames()).isEqualTo(1);
        assertThat(client.call("second")).isEqualTo("second");
    }

    @Test
    void aReplyWithoutARequestIsUnsolicitedWhereThatIsWanted() throws Exception {
        TargetServer server = server(stream -> {
            writeLine(stream, readLine(stream));
            writeLine(stream, "unasked");
            writeLine(stream, readLine(stream));
        });
        FrameClient<String, String> client = client(ONE, IN_ORDER, server);
        var unsolicited = new LinkedBlockingQueue<String>();
        client.onUnsolicited(frame -> {
            unsolicited.add(frame);
            throw new IllegalStateException("an exception is logged, and has no other effect");
        });
        assertThat(client.call("first")).isEqualTo("first");

        assertThat(take(unsolicited)).isEqualTo("unasked");
        assertThat(client.call("second")).isEqualTo("second");
        assertThat(server.accepted()).isEqualTo(1);
    }

    @Test
    void aRejectedFrameClosesTheConnectionAndFailsAllInFlight() throws Exception {
        TargetServer server = server(stream -> {
            readLine(stream);
            readLine(stream);
            writeLine(stream, "x".repeat(2000));
            stream.read(new byte[1]);
        });
        FrameClient<String, String> client = client(ONE, IN_ORDER.withInFlight(2), server);
        CompletableFuture<String> one = async(() -> client.call("one"));
        CompletableFuture<String> two = async(() -> client.call("two"));

        assertThat(failureOf(one)).isInstanceOf(UpstreamClosedException.class).hasMessageContaining("1000");
        assertThat(failureOf(two)).isInstanceOf(UpstreamClosedException.class);
        await().until(() -> target(client).closed(CloseCause.PROTOCOL_ERROR) == 1);
    }

    @Test
    void aSecondReplyNeverReachesTheNextCaller() throws Exception {
        TargetServer server = server(stream -> {
            String line = readLine(stream);
            while (line != null) {
                stream.writeAll((line + "\n" + line + "\n").getBytes(StandardCharsets.US_ASCII));
                line = readLine(stream);
            }
        });
        FrameClient<String, String> client = client(ONE, IN_ORDER, server);

        for (int i = 0; i < 200; i++) {
            assertThat(client.call("request " + i)).isEqualTo("request " + i);
        }
        assertThat(server.accepted()).isEqualTo(200);
    }

    @Test
    void aSecondReplyThatHasNotArrivedWholeEndsTheConnectionOnceItHas() throws Exception {
        var rest = new CountDownLatch(1);
        TargetServer server = server(stream -> {
            String line = readLine(stream);
            stream.writeAll((line + "\n" + "hal").getBytes(StandardCharsets.US_ASCII));
            stream.flush();
            rest.await();
            stream.writeAll("f\n".getBytes(StandardCharsets.US_ASCII));
            stream.flush();
            stream.read(new byte[1]);
        });
        FrameClient<String, String> client = client(ONE, IN_ORDER, server);

        assertThat(client.call("first")).isEqualTo("first");
        rest.countDown();
        await().until(() -> target(client).closed(CloseCause.PROTOCOL_ERROR) == 1);
    }

    @Test
    void aReplyThatCannotBeConvertedClosesTheConnection() throws Exception {
        TargetServer server = server(stream -> {
            readLine(stream);
            stream.writeAll(new byte[] {(byte) 0xFF, '\n'});
            stream.flush();
            stream.read(new byte[1]);
        });
        FrameClient<String, String> client = client(ONE, IN_ORDER, server);

        assertThatExceptionOfType(UpstreamClosedException.class)
                .isThrownBy(() -> client.call("one"))
                .withMessageContaining("US-ASCII");
        await().until(() -> target(client).closed(CloseCause.PROTOCOL_ERROR) == 1);
    }

    @Test
    void aRequestThatCannotBeAFrameCostsNoConnection() throws Exception {
        TargetServer server = echo();
        FrameClient<String, String> client = client(ONE, IN_ORDER, server);
        assertThat(client.call("first")).isEqualTo("first");

        assertThatIllegalArgumentException().isThrownBy(() -> client.call("two\nlines"));
        assertThatIllegalArgumentException().isThrownBy(() -> client.call("x".repeat(2000)));
        assertThatExceptionOfType(CharacterCodingException.class).isThrownBy(() -> client.call("\u00e4"));

        assertThat(client.call("second")).isEqualTo("second");
        assertThat(server.accepted()).isEqualTo(1);
        assertThat(client.statistics().requests(RequestOutcome.REJECTED)).isEqualTo(3);
    }

    @Test
    void noTargetMeansAnExceptionBeforeAnythingIsSent() throws Exception {
        TargetServer server = echo();
        server.stop();
        FrameClient<String, String> client = client(ONE, IN_ORDER, server);

        assertThatExceptionOfType(UpstreamUnavailableException.class).isThrownBy(() -> client.call("request"));

        assertThat(client.statistics().requests(RequestOutcome.REJECTED)).isEqualTo(1);
        assertThat(client.statistics().gauges().active()).isZero();
        server.restart();
        assertThat(client.call("request")).isEqualTo("request");
    }

    @Test
    void callersBeyondTheConnectionsWaitAndHaveLimits() throws Exception {
        var mayReply = new CountDownLatch(1);
        TargetServer server = server(stream -> {
            while (true) {
                String line = readLine(stream);
                mayReply.await();
                writeLine(stream, line);
            }
        });
        FrameClient<String, String> client = client(ONE.withPool(ONE.pool().withMaxPending(1)), IN_ORDER, server);
        CompletableFuture<String> first = async(() -> client.call("first"));
        await().until(() -> client.statistics().gauges().active() == 1);
        CompletableFuture<String> second = async(() -> client.call("second"));
        await().until(() -> client.statistics().gauges().pending() == 1);

        assertThatExceptionOfType(PoolFullException.class).isThrownBy(() -> client.call("third"));

        mayReply.countDown();
        assertThat(first.get()).isEqualTo("first");
        assertThat(second.get()).isEqualTo("second");
    }

    @Test
    void framesWithoutReplyAreSentAndReceived() throws Exception {
        var received = new LinkedBlockingQueue<String>();
        TargetServer server = server(stream -> {
            while (true) {
                String line = readLine(stream);
                received.add(line);
                writeLine(stream, "seen " + line);
            }
        });
        FrameClient<String, String> client = client(ONE, RequestOptions.withoutReplies(), server);
        var unsolicited = new LinkedBlockingQueue<String>();
        client.onUnsolicited(unsolicited::add);

        client.send("event");

        assertThat(take(received)).isEqualTo("event");
        assertThat(take(unsolicited)).isEqualTo("seen event");
        assertThatIllegalStateException()
                .isThrownBy(() -> client.call("request"))
                .withMessageContaining("request.correlation none");
        client.onUnsolicited(null);
        client.send("event");
        await().until(() -> client.statistics().droppedFrames() == 1);
        assertThat(server.accepted()).isEqualTo(1);
    }

    @Test
    void idleConnectionsAreClosedAfterATimeAndOldOnesAtAnAge() throws Exception {
        TargetServer server = echo();
        FrameClient<String, String> idle =
                client(ONE.withPool(ONE.pool().withMaxIdle(Duration.ofMillis(1))), IN_ORDER, server);
        FrameClient<String, String> old =
                client(ONE.withPool(ONE.pool().withMaxLifetime(Duration.ofNanos(1))), IN_ORDER, server);
        idle.call("request");
        old.call("request");

        await().until(() -> target(idle).closed(CloseCause.IDLE_TIMEOUT) == 1);
        await().until(() -> target(old).closed(CloseCause.LIFETIME) == 1);
        await().until(() -> idle.statistics().gauges().idle() == 0
                && old.statistics().gauges().idle() == 0);
        assertThat(idle.call("again")).isEqualTo("again");
    }

    @Test
    void aTargetThatDoesNotReadHoldsNoCallerForLongerThanTheTimeout() throws Exception {
        var mayEnd = new CountDownLatch(1);
        TargetServer server = server(_ -> mayEnd.await());
        FrameClient<String, String> client = client(ONE, IN_ORDER.withTimeout(SHORT), server);

        assertThatExceptionOfType(SocketTimeoutException.class).isThrownBy(() -> {
            while (true) {
                client.send("x".repeat(1000));
            }
        });

        await().until(() -> target(client).closed(CloseCause.UPSTREAM_TIMEOUT) == 1);
        mayEnd.countDown();
    }

    @Test
    void aCloseFailsRequestsInFlightAndCallersThatWait() throws Exception {
        var received = new LinkedBlockingQueue<String>();
        TargetServer server = server(stream -> {
            while (true) {
                received.add(readLine(stream));
            }
        });
        FrameClient<String, String> client = client(ONE, IN_ORDER, server);
        CompletableFuture<String> inFlight = async(() -> client.call("in flight"));
        take(received);
        CompletableFuture<String> waiting = async(() -> client.call("waiting"));
        await().until(() -> client.statistics().gauges().pending() == 1);

        client.close();

        assertThat(failureOf(inFlight))
                .isInstanceOfSatisfying(
                        UpstreamClosedException.class,
                        e -> assertThat(e.mayHaveBeenSent()).isTrue());
        assertThat(failureOf(waiting))
                .isInstanceOfSatisfying(
                        UpstreamClosedException.class,
                        e -> assertThat(e.mayHaveBeenSent()).isFalse());
        assertThatExceptionOfType(UpstreamClosedException.class).isThrownBy(() -> client.call("late"));
        await().until(() -> client.statistics().gauges().active() == 0 && server.open() == 0);
    }

    @Test
    void requestsAreObserved() throws Exception {
        TargetServer server = echo();
        var events = new ArrayList<String>();
        var observer = new ClientObserver() {
            @Override
            public RequestObservation requestBegun(ClientStatistics statistics) {
                events.add("begun " + statistics.client());
                return new RequestObservation() {
                    @Override
                    public void connected(TargetStatistics target) {
                        events.add("connected " + target.target());
                    }

                    @Override
                    public void ended(RequestOutcome outcome, @Nullable Throwable failure) {
                        events.add(outcome + " " + (failure == null));
                    }
                };
            }
        };
        FrameClient<String, String> client = client(ONE, IN_ORDER, ClientFixture.upstream(server), observer);

        client.call("request");

        assertThat(events).containsExactly("begun test", "connected " + server.target(), "REPLIED true");
    }

    @Test
    void frameClientsAreFoundByTheirNames() throws Exception {
        FrameClient<String, String> client = client(ONE, IN_ORDER, echo());
        var clients = new TcpClients(List.of(), List.of(client));

        assertThat(clients.frames("test")).isSameAs(client);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> clients.get("test"))
                .withMessageContaining("for bytes");
    }
}
