package dev.weir.upstream;

import static dev.weir.testing.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.weir.observe.ConnectOutcome;
import dev.weir.observe.TargetState;
import dev.weir.stream.Background;
import dev.weir.testing.FullBacklog;
import dev.weir.testing.LogCapture;
import dev.weir.testing.TargetServer;
import dev.weir.upstream.TestUpstreams.Names;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnknownHostException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.ClosedChannelException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A target that is a name: its addresses are all of 127.0.0.0/8, of which each is this machine's on Linux. */
@Timeout(120)
class NamedTargetTests {

    private static final Duration NEVER = Duration.ofDays(1);
    private static final Duration OFTEN = Duration.ofMillis(10);

    private final TestUpstreams open = new TestUpstreams();

    @AfterEach
    void closeAll() throws Exception {
        open.closeAll();
    }

    private TargetServer echo(String host, int port) throws IOException {
        return open.echo(host + ":" + port);
    }

    private static UpstreamOptions named(int port) {
        return TestUpstreams.passive(TestUpstreams.named(port)).withResolveInterval(NEVER);
    }

    private static Origin client(String address) {
        return new Origin(
                new InetSocketAddress(InetAddress.ofLiteral(address), 40_000),
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 80),
                Optional.empty(),
                Optional.empty());
    }

    private static void connect(Upstream upstream, int times) throws IOException {
        for (int i = 0; i < times; i++) {
            upstream.connect().close();
        }
    }

    @Test
    void theAddressesOfANameShareItsConnections() throws IOException {
        TargetServer one = echo("127.0.0.1", 0);
        TargetServer two = echo("127.0.0.2", one.address().getPort());
        Upstream upstream = open.upstream(named(one.address().getPort()), Names.of("127.0.0.1", "127.0.0.2"));

        connect(upstream, 10);

        await().until(() -> one.accepted() + two.accepted() == 10);
        assertThat(one.accepted()).isEqualTo(5);
    }

    @Test
    void healthChecksDoNotTakeTheTurnsOfConnections() throws IOException {
        TargetServer one = echo("127.0.0.1", 0);
        TargetServer two = echo("127.0.0.2", one.address().getPort());
        var connector = new TargetConnector(
                TestUpstreams.named(one.address().getPort()),
                named(one.address().getPort()),
                Names.of("127.0.0.1", "127.0.0.2"));

        for (int i = 0; i < 6; i++) {
            connector.connect(null, new AttemptSlot()).close();
            connector.connectForCheck().close();
        }

        await().until(() -> one.accepted() + two.accepted() == 12);
        assertThat(two.accepted()).isEqualTo(3);
    }

    @Test
    void firstBeginsWithTheFirstAddress() throws IOException {
        TargetServer one = echo("127.0.0.1", 0);
        TargetServer two = echo("127.0.0.2", one.address().getPort());
        Upstream upstream = open.upstream(
                named(one.address().getPort()).withBalance(Balance.FIRST), Names.of("127.0.0.2", "127.0.0.1"));

        connect(upstream, 5);

        await().until(() -> two.accepted() == 5);
        assertThat(one.accepted()).isZero();
    }

    @Test
    void sourceHashKeepsAClientToAnAddress() throws IOException {
        TargetServer one = echo("127.0.0.1", 0);
        TargetServer two = echo("127.0.0.2", one.address().getPort());
        var names = Names.of("127.0.0.1", "127.0.0.2");
        Upstream upstream = open.upstream(named(one.address().getPort()).withBalance(Balance.SOURCE_HASH), names);

        for (int host = 1; host <= 20; host++) {
            var used = new HashSet<SocketAddress>();
            for (int i = 0; i < 4; i++) {
                try (UpstreamConnection connection =
                        upstream.attempt(client("10.0.0." + host)).connect()) {
                    used.add(connection.stream().remoteAddress());
                }
            }
            assertThat(used).hasSize(1);
        }
        await().until(() -> one.accepted() + two.accepted() == 80);
        assertThat(one.accepted()).isBetween(4, 76);
    }

    @Test
    void severalDeadAddressesAreAllFoundOut() throws IOException {
        TargetServer live = echo("127.0.0.3", 0);
        int port = live.address().getPort();
        var connector = new TargetConnector(
                TestUpstreams.named(port), named(port), Names.of("127.0.0.1", "127.0.0.2", "127.0.0.3"));
        for (int i = 0; i < 6; i++) {
            connector.connect(null, new AttemptSlot()).close();
        }
        assertThat(connector.namedAddresses().slow())
                .containsExactlyInAnyOrder(
                        new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), port),
                        new InetSocketAddress(InetAddress.ofLiteral("127.0.0.2"), port));
    }

    @Test
    void anAddressThatRefusesFailsNoConnect() throws IOException {
        TargetServer live = echo("127.0.0.2", 0);
        Upstream upstream = open.upstream(named(live.address().getPort()), Names.of("127.0.0.1", "127.0.0.2"));

        connect(upstream, 10);

        await().until(() -> live.accepted() == 10);
        assertThat(upstream.targets().getFirst().statistics().failed()).isZero();
    }

    /** Each connect that began with the silent address would wait for 250 ms before it tries the other one. */
    @Test
    void laterConnectsBeginWithAnAddressThatAnswers() throws IOException {
        try (var full = new FullBacklog()) {
            int port = full.address().getPort();
            TargetServer live = echo("127.0.0.2", port);
            var names = Names.of("127.0.0.1", "127.0.0.2");
            var connector = new TargetConnector(TestUpstreams.named(port), named(port), names);
            for (int i = 0; i < 4; i++) {
                connector.connect(null, new AttemptSlot()).close();
                assertThat(connector.namedAddresses().slow())
                        .containsExactly(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), port));
            }
            await().until(() -> live.accepted() == 4);
            connector.namedAddresses().lookUpAgain();
            assertThat(connector.namedAddresses().slow()).as("after a lookup").isEmpty();
        }
    }

    @Test
    void aMovedTargetGetsItsNewConnectionsAtTheNewAddressAndKeepsTheOldOnes() throws IOException {
        TargetServer old = echo("127.0.0.1", 0);
        TargetServer moved = echo("127.0.0.2", old.address().getPort());
        var names = Names.of("127.0.0.1");
        Upstream upstream = open.upstream(named(old.address().getPort()).withResolveInterval(OFTEN), names);
        upstream.start();
        try (UpstreamConnection before = upstream.connect()) {
            await().until(() -> old.accepted() == 1);

            names.set("127.0.0.2");

            await().until(() -> {
                connect(upstream, 1);
                return moved.accepted() > 0;
            });
            before.stream().writeAll("still\n".getBytes(StandardCharsets.US_ASCII));
            assertThat(before.stream().readLine(StandardCharsets.US_ASCII, 100)).isEqualTo("still");
        }
    }

    @Test
    void aFailedConnectFindsAMovedTargetWithoutWaitingForTheInterval() throws IOException {
        TargetServer old = echo("127.0.0.1", 0);
        TargetServer moved = echo("127.0.0.2", old.address().getPort());
        var names = Names.of("127.0.0.1");
        Upstream upstream = open.upstream(named(old.address().getPort()), names);
        upstream.start();
        connect(upstream, 1);
        names.set("127.0.0.2");
        old.stop();

        await().ignoreExceptions().until(() -> {
            connect(upstream, 1);
            return true;
        });
        assertThat(moved.accepted()).isPositive();
    }

    /** No connect reaches a target that is down: without the failed checks it would be looked up at the next interval only. */
    @Test
    void aTargetThatIsDownIsFoundAtItsNewAddressAndUpOnlyAfterChecks() throws IOException {
        TargetServer old = echo("127.0.0.1", 0);
        var names = Names.of("127.0.0.1");
        Upstream upstream =
                open.upstream(named(old.address().getPort()).withHealth(TestUpstreams.checks("", "")), names);
        upstream.start();
        Target target = upstream.targets().getFirst();
        old.stop();
        await().until(() -> target.statistics().state() == TargetState.DOWN);

        names.set("127.0.0.2");
        int lookups = names.lookups();
        await().until(() -> names.lookups() > lookups + 1);
        assertThat(target.isUp()).as("with new addresses that do not answer").isFalse();

        echo("127.0.0.2", old.address().getPort());
        await().until(target::isUp);
    }

    @Test
    void aNameServerThatFailsLeavesTheLastAddresses() throws IOException {
        TargetServer server = echo("127.0.0.1", 0);
        var names = Names.of("127.0.0.1");
        Upstream upstream = open.upstream(named(server.address().getPort()).withResolveInterval(OFTEN), names);
        upstream.start();
        connect(upstream, 1);
        try (var log = LogCapture.of(LookupWatch.class)) {
            names.set();
            int lookups = names.lookups();
            await().until(() -> names.lookups() >= lookups + 3);
            connect(upstream, 1);
            assertThat(log.warnings()).as("said once").hasSize(1);
        }
    }

    @Test
    void aNameWithoutAddressFailsAtOnceAndIsFoundLater() throws IOException {
        TargetServer server = echo("127.0.0.1", 0);
        var names = Names.of();
        Upstream upstream = open.upstream(named(server.address().getPort()), names);
        upstream.start();

        assertThatExceptionOfType(UpstreamUnavailableException.class)
                .isThrownBy(upstream::connect)
                .withMessageContaining("moving.example is unknown")
                .satisfies(e -> assertThat(e).hasCauseInstanceOf(UnknownHostException.class));
        assertThat(upstream.targets().getFirst().statistics().connects(ConnectOutcome.UNRESOLVED))
                .isEqualTo(1);

        names.set("127.0.0.1");
        await().ignoreExceptions().until(() -> {
            connect(upstream, 1);
            return true;
        });
    }

    @Test
    void withoutAStartEachConnectLooksAnUnknownNameUp() throws IOException {
        TargetServer server = echo("127.0.0.1", 0);
        var names = Names.of();
        Upstream upstream = open.upstream(named(server.address().getPort()), names);
        assertThatExceptionOfType(UpstreamUnavailableException.class).isThrownBy(upstream::connect);

        names.set("127.0.0.1");

        connect(upstream, 1);
    }

    @Test
    void aLookupIsSharedAndEndsByTimeoutCloseAndInterrupt() throws Exception {
        var answer = new CountDownLatch(1);
        var lookups = new AtomicInteger();
        NameLookup silent = _ -> {
            lookups.incrementAndGet();
            awaitUninterruptibly(answer);
            return List.of(InetAddress.getLoopbackAddress());
        };
        UpstreamOptions options = named(9);
        Upstream upstream = open.upstream(options, silent);
        Background<UpstreamConnection> interrupted =
                Background.call(upstream::connect).awaitBlocked();
        UpstreamAttempt attempt = upstream.attempt(null);
        Background<UpstreamConnection> closed =
                Background.call(attempt::connect).awaitBlocked();
        Background<UpstreamConnection> ended =
                Background.call(upstream::connect).awaitBlocked();

        interrupted.interrupt();
        attempt.close();
        assertThat(interrupted.failure()).isInstanceOf(ClosedByInterruptException.class);
        assertThat(closed.failure()).isInstanceOf(ClosedChannelException.class);
        assertThat(ended.isDone()).isFalse();
        upstream.close();
        assertThat(ended.failure()).isInstanceOf(ClosedChannelException.class);
        assertThat(lookups).hasValue(1);

        Upstream hasty =
                open.upstream(options.withStream(options.stream().withConnectTimeout(Duration.ofMillis(50))), silent);
        assertThatExceptionOfType(UpstreamUnavailableException.class)
                .isThrownBy(hasty::connect)
                .satisfies(e -> assertThat(e.isTimedOut()).isTrue());
        for (Upstream each : List.of(upstream, hasty)) {
            assertThat(each.targets().getFirst().load()).isZero();
        }
        answer.countDown();
    }

    private static void awaitUninterruptibly(CountDownLatch latch) {
        boolean interrupted = false;
        while (true) {
            try {
                latch.await();
                break;
            } catch (InterruptedException _) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
