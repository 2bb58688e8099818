package dev.weir.client;

import static dev.weir.client.ClientFixture.async;
import static dev.weir.client.ClientFixture.failureOf;
import static dev.weir.client.ClientFixture.readLine;
import static dev.weir.client.ClientFixture.writeLine;
import static dev.weir.testing.Patience.await;
import static dev.weir.testing.Patience.take;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.weir.observe.ClientObserver;
import dev.weir.observe.CloseCause;
import dev.weir.observe.ConnectOutcome;
import dev.weir.observe.UpstreamObserver;
import dev.weir.observe.UpstreamOwner;
import dev.weir.testing.TargetServer;
import dev.weir.upstream.HealthOptions;
import dev.weir.upstream.Upstream;
import dev.weir.upstream.UpstreamOptions;
import dev.weir.upstream.UpstreamUnavailableException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** One connection that stays open, and is opened again when it has ended. */
@Timeout(120)
class PersistentFrameClientTests extends FrameClientLifecycle {

    private static final RequestOptions<String, String> IN_ORDER =
            RequestOptions.<String, String>inOrder().withTimeout(Duration.ofSeconds(60));
    private static final ClientOptions SHARED = ClientOptions.DEFAULT
            .withMode(ClientMode.SHARED)
            .withPool(PoolOptions.DEFAULT.withAcquireTimeout(Duration.ofSeconds(60)))
            .withReconnect(new ReconnectOptions(Duration.ofMillis(10), Duration.ofMillis(100)));

    @Test
    void isConnectedWithoutACall() throws Exception {
        TargetServer server = server(stream -> {
            writeLine(stream, "welcome");
            stream.read(new byte[1]);
        });
        var unsolicited = new LinkedBlockingQueue<String>();
        FrameClient<String, String> client = client(SHARED, IN_ORDER, server);
        client.onUnsolicited(unsolicited::add);

        // A client that was connected before the consumer was set has dropped the frame, and is closed and connected
        // again.
        assertThat(take(unsolicited)).isEqualTo("welcome");
    }

    @Test
    void callsOfManyShareTheConnection() throws Exception {
        TargetServer server = echo();
        FrameClient<String, String> client = client(SHARED, IN_ORDER.withInFlight(8), server);
        var callers = new ArrayList<CompletableFuture<Integer>>();
        for (int i = 0; i < 64; i++) {
            int caller = i;
            callers.add(async(() -> {
                int wrong = 0;
                for (int call = 0; call < 20; call++) {
                    String request = caller + "-" + call;
                    wrong += client.call(request).equals(request) ? 0 : 1;
                }
                return wrong;
            }));
        }

        for (CompletableFuture<Integer> caller : callers) {
            assertThat(caller.get()).isZero();
        }
        assertThat(server.accepted()).isEqualTo(1);
    }

    @Test
    void aSingleConnectionHasOneRequestAtATime() throws Exception {
        var inFlight = new AtomicInteger();
        var most = new AtomicInteger();
        TargetServer server = server(stream -> {
            while (true) {
                String line = readLine(stream);
                most.accumulateAndGet(inFlight.incrementAndGet(), Math::max);
                if (stream.inputStream().available() > 0) {
                    most.incrementAndGet();
                }
                inFlight.decrementAndGet();
                writeLine(stream, line);
            }
        });
        FrameClient<String, String> client =
                client(SHARED.withMode(ClientMode.SINGLE), IN_ORDER.withInFlight(8), server);
        var callers = new ArrayList<CompletableFuture<String>>();
        for (int i = 0; i < 20; i++) {
            callers.add(async(() -> client.call("request")));
        }

        for (CompletableFuture<String> caller : callers) {
            assertThat(caller.get()).isEqualTo("request");
        }
        assertThat(most).hasValue(1);
        assertThat(server.accepted()).isEqualTo(1);
        assertThat(client.statistics().mode()).isEqualTo("single");
    }

    @Test
    void aCallWaitsForTheTargetToComeBack() throws Exception {
        TargetServer server = echo();
        FrameClient<String, String> client = client(SHARED, IN_ORDER, server);
        assertThat(client.call("before")).isEqualTo("before");
        server.stop();
        await().until(() -> client.statistics().gauges().idle() == 0);

        CompletableFuture<String> waiting = async(() -> client.call("after"));
        await().until(() -> client.statistics().gauges().pending() == 1);
        server.restart();

        assertThat(waiting.get()).isEqualTo("after");
    }

    @Test
    void aWaitForATargetThatIsGoneEndsWithTheReason() throws Exception {
        TargetServer server = echo();
        server.stop();
        FrameClient<String, String> client = client(
                SHARED.withPool(PoolOptions.DEFAULT.withAcquireTimeout(Duration.ofSeconds(1))), IN_ORDER, server);

        assertThatExceptionOfType(AcquireTimeoutException.class)
                .isThrownBy(() -> client.call("request"))
                .withCauseInstanceOf(UpstreamUnavailableException.class);
    }

    @Test
    void aCallFailsAtOnceWhileNoTargetIsUp() throws Exception {
        TargetServer server = echo();
        server.stop();
        var health = new HealthOptions(
                Duration.ofMillis(10),
                Duration.ofSeconds(10),
                1,
                1,
                new byte[0],
                new byte[0],
                0,
                Duration.ZERO,
                HealthOptions.OnDown.KEEP);
        var upstream = new Upstream(
                UpstreamOwner.client("test"),
                UpstreamOptions.of(List.of(server.target())).withHealth(health),
                UpstreamObserver.NONE);
        FrameClient<String, String> client = client(SHARED, IN_ORDER, upstream, ClientObserver.NONE);
        CompletableFuture<String> early = async(() -> client.call("early"));

        assertThat(failureOf(early)).as("whether it waited or not").isInstanceOf(UpstreamUnavailableException.class);
        await().until(() -> !upstream.isAvailable());
        assertThatExceptionOfType(UpstreamUnavailableException.class)
                .isThrownBy(() -> client.call("request"))
                .withMessageContaining("is down");
    }

    @Test
    void aTargetThatClosesAtOnceIsNotStormed() throws Exception {
        TargetServer server = server(_ -> {});
        var connects = new ClientFixture.Connects();
        client(
                SHARED.withReconnect(new ReconnectOptions(Duration.ofHours(1), Duration.ofHours(2))),
                IN_ORDER,
                ClientFixture.upstream(connects, server),
                ClientObserver.NONE);

        assertThat(take(connects.outcomes())).isEqualTo(ConnectOutcome.SUCCESS);
        await().until(() -> server.open() == 0);
        // The next attempt follows after a random part of an hour.
        assertThat(server.accepted()).isEqualTo(1);
    }

    @Test
    void aTargetThatRefusesIsTriedAtGrowingIntervals() throws Exception {
        TargetServer server = echo();
        server.stop();
        var connects = new ClientFixture.Connects();
        FrameClient<String, String> client = client(
                SHARED.withReconnect(new ReconnectOptions(Duration.ofMillis(1), Duration.ofMillis(20))),
                IN_ORDER,
                ClientFixture.upstream(connects, server),
                ClientObserver.NONE);
        for (int i = 0; i < 10; i++) {
            assertThat(take(connects.outcomes())).isEqualTo(ConnectOutcome.REFUSED);
        }

        server.restart();

        assertThat(client.call("back")).isEqualTo("back");
        assertThat(server.accepted()).isEqualTo(1);
    }

    @Test
    void theConnectionIsReplacedAtACertainAge() throws Exception {
        TargetServer server = echo();
        FrameClient<String, String> client =
                client(SHARED.withPool(SHARED.pool().withMaxLifetime(Duration.ofMillis(200))), IN_ORDER, server);

        while (target(client).closed(CloseCause.LIFETIME) < 2) {
            assertThat(client.call("request")).isEqualTo("request");
        }
    }

    @Test
    void aClosedClientConnectsNoMoreUntilItIsStartedAgain() throws Exception {
        TargetServer server = echo();
        FrameClient<String, String> client = client(SHARED, IN_ORDER, server);
        assertThat(client.call("request")).isEqualTo("request");

        client.close();
        await().until(() -> server.open() == 0);
        assertThatExceptionOfType(UpstreamClosedException.class).isThrownBy(() -> client.call("request"));

        client.start();
        assertThat(client.call("again")).isEqualTo("again");
        assertThat(server.accepted()).isEqualTo(2);
    }

    @Test
    void aCloseEndsAWaitForTheTarget() throws Exception {
        TargetServer server = echo();
        server.stop();
        var ended = new CountDownLatch(1);
        FrameClient<String, String> client = client(SHARED, IN_ORDER, server);
        CompletableFuture<String> waiting = async(() -> {
            try {
                return client.call("request");
            } finally {
                ended.countDown();
            }
        });
        await().until(() -> client.statistics().gauges().pending() == 1);

        client.close();

        ended.await();
        assertThat(failureOf(waiting)).isInstanceOf(UpstreamClosedException.class);
    }
}
