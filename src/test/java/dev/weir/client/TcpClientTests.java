package dev.weir.client;

import static dev.weir.client.ClientFixture.ask;
import static dev.weir.client.ClientFixture.async;
import static dev.weir.client.ClientFixture.failureOf;
import static dev.weir.testing.Patience.await;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.weir.observe.AcquireOutcome;
import dev.weir.observe.ClientObserver;
import dev.weir.observe.ClientStatistics;
import dev.weir.observe.CloseCause;
import dev.weir.observe.TargetStatistics;
import dev.weir.stream.TcpStream;
import dev.weir.stream.TcpStreamHandler;
import dev.weir.testing.TargetServer;
import dev.weir.upstream.UpstreamUnavailableException;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A client for bytes, whose targets are real servers on this machine. */
@Timeout(120)
class TcpClientTests {

    private static final PoolOptions ONE = PoolOptions.DEFAULT.withMax(1).withAcquireTimeout(Duration.ofSeconds(60));

    private final List<AutoCloseable> open = new ArrayList<>();

    @AfterEach
    void closeAll() throws Exception {
        for (AutoCloseable each : open.reversed()) {
            each.close();
        }
    }

    @Test
    void aConnectionServesOneCallerAfterAnother() throws IOException {
        TargetServer server = echo();
        TcpClient client = client(PoolOptions.DEFAULT, server);

        for (int i = 0; i < 20; i++) {
            assertThat(ask(client, "hello")).isEqualTo("hello");
        }

        assertThat(server.accepted()).isEqualTo(1);
        assertThat(client.statistics().gauges().active()).isZero();
        assertThat(client.statistics().gauges().idle()).isEqualTo(1);
        assertThat(client.statistics().acquires(AcquireOutcome.ACQUIRED)).isEqualTo(20);
    }

    @Test
    void whatATaskHasWrittenIsSentAlthoughItDoesNotFlush() throws Exception {
        var received = new CompletableFuture<String>();
        TargetServer server = started(stream -> received.complete(stream.readLine(US_ASCII, 100)));
        TcpClient client = client(PoolOptions.DEFAULT, server);

        client.run(stream -> stream.writeAll("told\n".getBytes(US_ASCII)));

        await().until(received::isDone);
        assertThat(received.get()).isEqualTo("told");
    }

    @Test
    void aConnectionThatThePeerHasClosedIsNotUsedAgain() throws IOException {
        TargetServer server = started(stream -> {
            stream.writeAll((stream.readLine(US_ASCII, 100) + "\n").getBytes(US_ASCII));
        });
        TcpClient client = client(PoolOptions.DEFAULT, server);

        for (int i = 0; i < 3; i++) {
            assertThat(ask(client, "once")).isEqualTo("once");
            await().until(() -> server.open() == 0);
        }

        assertThat(server.accepted()).isEqualTo(3);
    }

    @Test
    void bytesThatArriveLateNeverReachTheNextCaller() throws IOException {
        var mayReply = new CountDownLatch(1);
        TargetServer server = started(stream -> {
            String first = stream.readLine(US_ASCII, 100);
            if ("slow".equals(first)) {
                mayReply.await();
            }
            stream.writeAll((first + "\n").getBytes(US_ASCII));
            stream.transferTo(stream);
        });
        TcpClient client = client(ONE, server);

        assertThatExceptionOfType(SocketTimeoutException.class)
                .isThrownBy(() -> client.use(stream -> {
                    stream.readTimeout(Duration.ofMillis(1));
                    return ask(stream, "slow");
                }));
        mayReply.countDown();

        assertThat(ask(client, "next")).isEqualTo("next");
        assertThat(server.accepted()).isEqualTo(2);
        assertThat(target(client).closed(CloseCause.READ_TIMEOUT)).isEqualTo(1);
    }

    @Test
    void aConnectionWithUnreadBytesIsNotUsedAgain() throws IOException {
        TargetServer server = echo();
        TcpClient client = client(PoolOptions.DEFAULT, server);

        String half = client.use(stream -> {
            stream.writeAll("one\ntwo\n".getBytes(US_ASCII));
            stream.peekFully(new byte[8]);
            return stream.readLine(US_ASCII, 100);
        });

        assertThat(half).isEqualTo("one");
        assertThat(ask(client, "three")).isEqualTo("three");
        assertThat(server.accepted()).isEqualTo(2);
    }

    @Test
    void bytesThatArriveWhileAConnectionIsIdleEndIt() throws IOException {
        var maySend = new CountDownLatch(1);
        TargetServer server = started(stream -> {
            stream.writeAll((stream.readLine(US_ASCII, 100) + "\n").getBytes(US_ASCII));
            stream.flush();
            maySend.await();
            stream.writeAll("unasked\n".getBytes(US_ASCII));
            stream.flush();
            stream.read(new byte[1]);
        });
        TcpClient client = client(ONE, server);
        assertThat(ask(client, "first")).isEqualTo("first");

        maySend.countDown();
        client.start();

        await().until(() -> target(client).closed(CloseCause.PROTOCOL_ERROR) == 1);
        assertThat(client.statistics().gauges().idle()).isZero();
        assertThat(ask(client, "second")).isEqualTo("second");
    }

    @Test
    void theTimeoutOfOneCallerIsNotThatOfTheNext() throws IOException {
        TargetServer server = echo();
        TcpClient client = client(ONE, server);
        client.use(stream -> {
            stream.readTimeout(Duration.ofNanos(1));
            return null;
        });

        assertThat(ask(client, "patient")).isEqualTo("patient");
        assertThat(server.accepted()).isEqualTo(1);
    }

    @Test
    void aStreamThatWasGivenBackIsOfNoUse() throws IOException {
        TargetServer server = echo();
        TcpClient client = client(ONE, server);
        var kept = new AtomicReference<TcpStream>();
        var input = new AtomicReference<InputStream>();
        var output = new AtomicReference<OutputStream>();
        client.run(stream -> {
            ask(stream, "hello");
            kept.set(stream);
            input.set(stream.inputStream());
            output.set(stream.outputStream());
        });

        assertThatIllegalStateException()
                .isThrownBy(() -> kept.get().read(new byte[1]))
                .withMessageContaining("given back to client test");
        assertThatIllegalStateException().isThrownBy(() -> kept.get().writeAll(new byte[1]));
        assertThatIllegalStateException().isThrownBy(() -> input.get().read());
        assertThatIllegalStateException().isThrownBy(() -> output.get().write(1));
        assertThat(kept.get().isOpen()).isFalse();
        kept.get().close();
        kept.get().abort("too late");
        assertThat(ask(client, "again")).isEqualTo("again");
        assertThat(server.accepted()).isEqualTo(1);
    }

    @Test
    void aFunctionMayCloseItsConnection() throws IOException {
        TargetServer server = echo();
        TcpClient client = client(ONE, server);

        client.run(TcpStream::close);

        assertThat(ask(client, "next")).isEqualTo("next");
        assertThat(server.accepted()).isEqualTo(2);
    }

    @Test
    void anExceptionOfTheFunctionReachesTheCallerAndEndsTheConnection() throws IOException {
        TargetServer server = echo();
        TcpClient client = client(ONE, server);

        assertThatExceptionOfType(CloneNotSupportedException.class)
                .isThrownBy(() -> client.run(_ -> {
                    throw new CloneNotSupportedException();
                }));

        assertThat(client.statistics().gauges().active()).isZero();
        assertThat(target(client).closed(CloseCause.HANDLER_ERROR)).isEqualTo(1);
        assertThat(ask(client, "next")).isEqualTo("next");
    }

    @Test
    void nothingIsRepeatedOnceBytesMayHaveLeft() throws IOException {
        TargetServer server = started(stream -> stream.readLine(US_ASCII, 100));
        TcpClient client = client(ONE, server);

        assertThatExceptionOfType(EOFException.class)
                .isThrownBy(() -> client.run(stream -> {
                    stream.writeAll("order\n".getBytes(US_ASCII));
                    stream.readFully(new byte[1]);
                }));

        assertThat(server.accepted()).isEqualTo(1);
        assertThat(target(client).closed(CloseCause.PEER_CLOSED)).isEqualTo(1);
    }

    @Test
    void aConnectionOfTheCallersOwnTakesAPlaceUntilItIsClosed() throws Exception {
        TargetServer server = echo();
        TcpClient client = client(ONE, server);
        TcpStream own = client.open();
        assertThat(ask(own, "mine")).isEqualTo("mine");
        assertThat(client.statistics().gauges().active()).isEqualTo(1);

        CompletableFuture<String> waiting = async(() -> ask(client, "next"));
        await().until(() -> client.statistics().gauges().pending() == 1);
        own.close();
        own.close();

        assertThat(waiting.get()).isEqualTo("next");
        assertThat(server.accepted()).isEqualTo(2);
        assertThat(client.statistics().gauges().active()).isZero();
    }

    @Test
    void aConnectionOfTheCallersOwnTakesThePlaceOfAnIdleOne() throws IOException {
        TargetServer server = echo();
        TcpClient client = client(ONE, server);
        client.run(stream -> ask(stream, "pooled"));

        try (TcpStream own = client.open()) {
            assertThat(ask(own, "mine")).isEqualTo("mine");
            await().until(() -> server.open() == 1);
        }

        assertThat(server.accepted()).isEqualTo(2);
        assertThat(target(client).closed(CloseCause.IDLE_TIMEOUT)).isEqualTo(1);
    }

    @Test
    void anAbortGivesThePlaceBackToo() throws IOException {
        TargetServer server = echo();
        TcpClient client = client(ONE, server);
        client.open().abort("not needed");

        assertThat(client.statistics().gauges().active()).isZero();
        assertThat(ask(client, "next")).isEqualTo("next");
    }

    @Test
    void callersWaitInTheirOrder() throws Exception {
        TargetServer server = echo();
        TcpClient client = client(ONE, server);
        var order = new ArrayList<Integer>();
        var callers = new ArrayList<CompletableFuture<Void>>();
        TcpStream own = client.open();
        for (int i = 0; i < 10; i++) {
            int caller = i;
            callers.add(async(() -> {
                client.run(_ -> order.add(caller));
                return null;
            }));
            await().until(() -> client.statistics().gauges().pending() == caller + 1);
        }

        own.close();

        for (CompletableFuture<Void> caller : callers) {
            caller.get();
        }
        assertThat(order).containsExactly(0, 1, 2, 3, 4, 5, 6, 7, 8, 9);
    }

    @Test
    void aCallerBeyondThoseThatMayWaitIsRejectedAtOnce() throws Exception {
        TargetServer server = echo();
        var outcomes = new ArrayList<AcquireOutcome>();
        TcpClient client = new TcpClient(
                "test",
                ClientOptions.DEFAULT.withPool(ONE.withMaxPending(1)),
                ClientFixture.upstream(server),
                new ClientObserver() {
                    @Override
                    public void acquired(ClientStatistics statistics, AcquireOutcome outcome, long nanos) {
                        outcomes.add(outcome);
                    }
                });
        open.add(client);
        TcpStream own = client.open();
        CompletableFuture<String> waiting = async(() -> ask(client, "next"));
        await().until(() -> client.statistics().gauges().pending() == 1);

        assertThatExceptionOfType(PoolFullException.class)
                .isThrownBy(client::open)
                .withMessageContaining("pool.max-pending");

        own.close();
        assertThat(waiting.get()).isEqualTo("next");
        assertThat(outcomes).containsExactly(AcquireOutcome.ACQUIRED, AcquireOutcome.REJECTED, AcquireOutcome.ACQUIRED);
        assertThat(client.statistics().acquires(AcquireOutcome.REJECTED)).isEqualTo(1);
    }

    @Test
    void aWaitHasALimit() throws IOException {
        TargetServer server = echo();
        TcpClient client = client(ONE.withAcquireTimeout(Duration.ofMillis(20)), server);

        try (TcpStream own = client.open()) {
            assertThatExceptionOfType(AcquireTimeoutException.class)
                    .isThrownBy(() -> ask(client, "no"))
                    .withMessageContaining("pool.acquire-timeout");
            assertThat(ask(own, "mine")).isEqualTo("mine");
        }

        assertThat(client.statistics().gauges().pending()).isZero();
        assertThat(client.statistics().acquires(AcquireOutcome.TIMEOUT)).isEqualTo(1);
        assertThat(ask(client, "next")).isEqualTo("next");
    }

    @Test
    void anInterruptEndsAWaitAndStaysSet() throws Exception {
        TargetServer server = echo();
        TcpClient client = client(ONE, server);
        TcpStream own = client.open();
        var flag = new CompletableFuture<Boolean>();
        var thrown = new CompletableFuture<Throwable>();
        Thread caller = Thread.startVirtualThread(() -> {
            try {
                client.open();
            } catch (IOException e) {
                thrown.complete(e);
                flag.complete(Thread.currentThread().isInterrupted());
            }
        });
        await().until(() -> client.statistics().gauges().pending() == 1);

        caller.interrupt();

        assertThat(thrown.get()).isInstanceOf(InterruptedIOException.class).hasMessageContaining("interrupted");
        assertThat(flag.get()).isTrue();
        assertThat(client.statistics().gauges().pending()).isZero();
        own.close();
        assertThat(ask(client, "next")).isEqualTo("next");
    }

    @Test
    void eachWaitingCallerTriesToConnectForItself() throws Exception {
        var mayEnd = new CountDownLatch(1);
        TargetServer server = echo();
        TcpClient client = client(ONE, server);
        CompletableFuture<Void> first = async(() -> {
            client.run(_ -> mayEnd.await());
            return null;
        });
        await().until(() -> server.open() == 1);
        var waiting = new ArrayList<CompletableFuture<String>>();
        for (int i = 0; i < 5; i++) {
            waiting.add(async(() -> ask(client, "hello")));
        }
        await().until(() -> client.statistics().gauges().pending() == 5);

        server.stop();
        await().until(() -> server.open() == 0);
        mayEnd.countDown();

        first.handle((_, _) -> "ended, whether or not the server was gone by then")
                .get();
        for (CompletableFuture<String> caller : waiting) {
            assertThat(failureOf(caller)).isInstanceOf(UpstreamUnavailableException.class);
        }
        assertThat(client.statistics().gauges().active()).isZero();
        server.restart();
        assertThat(ask(client, "back")).isEqualTo("back");
    }

    @Test
    void aCloseFailsTheCallersThatWaitAndEndsAllConnections() throws Exception {
        TargetServer server = echo();
        TcpClient client = client(PoolOptions.DEFAULT.withMax(2), server);
        TcpStream own = client.open();
        TcpStream other = client.open();
        CompletableFuture<String> waiting = async(() -> ask(client, "next"));
        await().until(() -> client.statistics().gauges().pending() == 1);

        client.close();

        assertThat(failureOf(waiting))
                .isInstanceOfSatisfying(
                        UpstreamClosedException.class,
                        e -> assertThat(e.mayHaveBeenSent()).isFalse());
        await().until(() -> !own.isOpen() && !other.isOpen());
        own.close();
        other.close();
        assertThat(client.statistics().gauges().active()).isZero();
        assertThatExceptionOfType(UpstreamClosedException.class)
                .isThrownBy(client::open)
                .withMessageContaining("client test is closed");
        client.close();
    }

    @Test
    void aCloseEndsIdleConnectionsInOrder() throws IOException {
        TargetServer server = echo();
        TcpClient client = client(PoolOptions.DEFAULT, server);
        client.run(stream -> ask(stream, "hello"));

        client.close();

        assertThat(target(client).closed(CloseCause.SHUTDOWN_DRAINED)).isEqualTo(1);
        assertThat(client.statistics().gauges().idle()).isZero();
    }

    @Test
    void aClosedClientCanBeStartedAgain() throws IOException {
        TargetServer server = echo();
        TcpClient client = client(PoolOptions.DEFAULT.withMaxIdle(Duration.ofMillis(1)), server);
        client.start();
        client.close();

        client.start();

        assertThat(ask(client, "again")).isEqualTo("again");
        await().until(() -> target(client).closed(CloseCause.IDLE_TIMEOUT) == 1);
    }

    @Test
    void idleConnectionsAreClosedAfterATime() throws IOException {
        TargetServer server = echo();
        TcpClient client = client(PoolOptions.DEFAULT.withMaxIdle(Duration.ofMillis(1)), server);
        client.start();
        client.run(stream -> ask(stream, "hello"));

        await().until(() -> target(client).closed(CloseCause.IDLE_TIMEOUT) == 1);
        await().until(() -> client.statistics().gauges().active() == 0);
        assertThat(client.statistics().gauges().idle()).isZero();
    }

    @Test
    void connectionsAreClosedAtACertainAge() throws IOException {
        TargetServer server = echo();
        TcpClient client = client(PoolOptions.DEFAULT.withMaxLifetime(Duration.ofNanos(1)), server);

        client.run(stream -> ask(stream, "hello"));
        await().until(() -> target(client).closed(CloseCause.LIFETIME) == 1);
        client.run(stream -> ask(stream, "hello"));

        assertThat(server.accepted()).isEqualTo(2);
    }

    @Test
    void anIdleConnectionWhosePeerIsGoneIsNoticedWithoutUse() throws IOException {
        TargetServer server = echo();
        TcpClient client = client(PoolOptions.DEFAULT, server);
        client.start();
        client.run(stream -> ask(stream, "hello"));

        server.stop();

        await().until(() -> client.statistics().gauges().idle() == 0);
        await().until(() -> target(client).active() == 0);
    }

    @Test
    void aSingleConnectionHasOneCallerAtATime() throws Exception {
        TargetServer server = echo();
        TcpClient client = new TcpClient(
                "test",
                ClientOptions.DEFAULT.withMode(ClientMode.SINGLE),
                ClientFixture.upstream(server),
                ClientObserver.NONE);
        open.add(client);
        var callers = new ArrayList<CompletableFuture<String>>();
        for (int i = 0; i < 20; i++) {
            callers.add(async(() -> ask(client, "hello")));
        }

        for (CompletableFuture<String> caller : callers) {
            assertThat(caller.get()).isEqualTo("hello");
        }
        assertThat(server.accepted()).isEqualTo(1);
        assertThat(client.statistics().gauges().limit()).isEqualTo(1);
        assertThat(client.statistics().mode()).isEqualTo("single");
    }

    @Test
    void bytesCannotBeShared() throws IOException {
        TargetServer server = echo();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new TcpClient(
                        "test",
                        ClientOptions.DEFAULT.withMode(ClientMode.SHARED),
                        ClientFixture.upstream(server),
                        ClientObserver.NONE))
                .withMessageContaining("client test: mode shared needs framing");
    }

    @Test
    void clientsAreFoundByTheirNames() throws IOException {
        TcpClient client = client(PoolOptions.DEFAULT, echo());
        var clients = new TcpClients(List.of(client), List.of());

        assertThat(clients.get("test")).isSameAs(client);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> clients.get("other"))
                .withMessageContaining("other")
                .withMessageContaining("[test]");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new TcpClients(List.of(client, client), List.of()))
                .withMessageContaining("test");
    }

    private static TargetStatistics target(TcpClient client) {
        return client.targets().getFirst().statistics();
    }

    private TargetServer echo() throws IOException {
        return started(stream -> stream.transferTo(stream));
    }

    private TargetServer started(TcpStreamHandler handler) throws IOException {
        TargetServer server = TargetServer.start(handler);
        open.add(server);
        return server;
    }

    private TcpClient client(PoolOptions pool, TargetServer... servers) {
        TcpClient client = ClientFixture.client(pool, servers);
        open.add(client);
        return client;
    }
}
