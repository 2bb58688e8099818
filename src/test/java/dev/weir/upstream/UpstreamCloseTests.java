package dev.weir.upstream;

import static dev.weir.testing.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.weir.observe.CloseCause;
import dev.weir.observe.ConnectOutcome;
import dev.weir.observe.TargetState;
import dev.weir.stream.Background;
import dev.weir.stream.StreamAddress;
import dev.weir.stream.StreamClosedException;
import dev.weir.testing.FullBacklog;
import dev.weir.testing.Patience;
import dev.weir.testing.TargetServer;
import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.ClosedChannelException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** However a connect or a connection ends, its place at the target and its socket are given back. */
@Timeout(120)
class UpstreamCloseTests {

    private final TestUpstreams open = new TestUpstreams();

    @AfterEach
    void closeAll() throws Exception {
        open.closeAll();
    }

    private static StreamAddress target(FullBacklog silent) {
        return StreamAddress.parse(StreamAddress.format(silent.address()));
    }

    private static UpstreamOptions patient(StreamAddress... targets) {
        UpstreamOptions options = TestUpstreams.passive(targets);
        return options.withStream(options.stream().withConnectTimeout(Patience.DEADLINE));
    }

    private static void assertNothingIsLeft(Upstream upstream) {
        assertThat(upstream.targets()).allSatisfy(target -> {
            assertThat(target.load()).isZero();
            assertThat(target.statistics().active()).isZero();
            assertThat(target.statistics().opened())
                    .isEqualTo(Arrays.stream(CloseCause.values())
                            .mapToLong(target.statistics()::closed)
                            .sum());
        });
    }

    @Test
    void aTargetThatDoesNotAnswerTimesOutAndTheNextOneIsTried() throws IOException {
        try (var silent = new FullBacklog()) {
            TargetServer server = open.echo();
            UpstreamOptions options =
                    TestUpstreams.passive(target(silent), server.target()).withBalance(Balance.FIRST);
            Upstream upstream =
                    open.upstream(options.withStream(options.stream().withConnectTimeout(Duration.ofMillis(200))));

            try (UpstreamConnection connection = upstream.connect()) {
                assertThat(connection.target().name()).isEqualTo(server.target().toString());
            }

            assertThat(upstream.targets().getFirst().statistics().connects(ConnectOutcome.TIMEOUT))
                    .isEqualTo(1);
            assertThat(silent.unanswered()).isZero();
            assertNothingIsLeft(upstream);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"attempt", "upstream", "interrupt"})
    void aConnectInProgressEndsAtOnce(String by) throws Exception {
        try (var silent = new FullBacklog()) {
            TargetServer other = open.echo();
            Upstream upstream =
                    open.upstream(patient(target(silent), other.target()).withBalance(Balance.FIRST));
            upstream.start();
            UpstreamAttempt attempt = upstream.attempt(null);
            Background<UpstreamConnection> connecting = Background.call(attempt::connect);
            await().until(() -> silent.unanswered() == 1);

            switch (by) {
                case "attempt" -> attempt.close();
                case "upstream" -> upstream.close();
                default -> connecting.interrupt();
            }

            assertThat(connecting.failure())
                    .isInstanceOf(
                            by.equals("interrupt") ? ClosedByInterruptException.class : ClosedChannelException.class);
            assertThat(silent.unanswered()).isZero();
            assertThat(other.accepted()).as("no other target is tried").isZero();
            assertThat(upstream.targets().getFirst().statistics().failed())
                    .as("it is no failure of the target")
                    .isZero();
            assertNothingIsLeft(upstream);
        }
    }

    @Test
    void anInterruptedThreadConnectsToNothing() throws Exception {
        TargetServer server = open.echo();
        Upstream upstream = open.upstream(patient(server.target()));
        Background<UpstreamConnection> connecting = Background.call(() -> {
            Thread.currentThread().interrupt();
            try {
                return upstream.connect();
            } finally {
                assertThat(Thread.currentThread().isInterrupted()).isTrue();
            }
        });
        assertThat(connecting.failure()).isInstanceOf(ClosedByInterruptException.class);
        assertNothingIsLeft(upstream);
        await().until(() -> server.open() == 0);
    }

    @Test
    void anAttemptIsUsedOnceAndItsCloseLeavesTheConnectionToTheCaller() throws IOException {
        TargetServer server = open.echo();
        Upstream upstream = open.upstream(patient(server.target()));
        UpstreamAttempt attempt = upstream.attempt(null);
        try (UpstreamConnection connection = attempt.connect()) {
            attempt.close();
            connection.stream().writeAll(new byte[] {7});
            assertThat(connection.stream().inputStream().read()).isEqualTo(7);
        }
        assertThatIllegalStateException().isThrownBy(attempt::connect).withMessageContaining("before");

        UpstreamAttempt closed = upstream.attempt(null);
        closed.close();
        assertThatExceptionOfType(ClosedChannelException.class).isThrownBy(closed::connect);
        assertThat(server.accepted()).isEqualTo(1);
        assertNothingIsLeft(upstream);
    }

    @Test
    void aTargetThatDoesNotReadEndsTheConnectionAfterTheWriteTimeout() throws Exception {
        var over = new CountDownLatch(1);
        TargetServer deaf = open.closing(TargetServer.start(_ -> over.await()));
        open.closing(over::countDown);
        UpstreamOptions options = TestUpstreams.passive(deaf.target());
        Upstream upstream =
                open.upstream(options.withStream(options.stream().withWriteTimeout(Duration.ofMillis(100))));
        upstream.start();
        UpstreamConnection connection = upstream.connect();

        Background<Void> writing = Background.run(() -> connection.stream().writeAll(new byte[64 << 20]));

        assertThat(writing.failure()).isInstanceOf(StreamClosedException.class);
        connection.close();
        assertThat(connection.observed().cause()).isEqualTo(CloseCause.UPSTREAM_TIMEOUT);
        assertNothingIsLeft(upstream);
    }

    @Test
    void aTargetThatGoesDownKeepsItsConnectionsUnlessTheyAreToEnd() throws IOException {
        for (HealthOptions.OnDown onDown : HealthOptions.OnDown.values()) {
            TargetServer server = open.echo();
            HealthOptions checks = TestUpstreams.checks("ask\n", "never");
            Upstream upstream = open.upstream(UpstreamOptions.of(List.of(server.target()))
                    .withHealth(new HealthOptions(
                            checks.interval(),
                            Duration.ofMillis(200),
                            1,
                            1,
                            checks.send(),
                            checks.expect(),
                            0,
                            Duration.ZERO,
                            onDown)));
            try (UpstreamConnection connection = upstream.connect()) {
                upstream.start();
                await().until(() -> upstream.targets().getFirst().statistics().state() == TargetState.DOWN);
                if (onDown == HealthOptions.OnDown.CLOSE) {
                    await().until(() -> !connection.stream().isOpen());
                    assertThat(connection.observed().cause()).isEqualTo(CloseCause.UPSTREAM_UNAVAILABLE);
                } else {
                    connection.stream().writeAll(new byte[] {7});
                    assertThat(connection.stream().inputStream().read()).isEqualTo(7);
                }
            }
            assertNothingIsLeft(upstream);
        }
    }

    @Test
    void connectsFailWithoutAnAttemptWhileAllTargetsAreDown() throws IOException {
        TargetServer one = open.stopped();
        TargetServer two = open.stopped();
        Upstream upstream = open.upstream(
                UpstreamOptions.of(List.of(one.target(), two.target())).withHealth(TestUpstreams.checks("", "")));
        upstream.start();
        await().until(() -> !upstream.isAvailable());

        for (int i = 0; i < 100; i++) {
            assertThatExceptionOfType(UpstreamUnavailableException.class)
                    .isThrownBy(upstream::connect)
                    .withMessageContaining(one.target() + " is down, " + two.target() + " is down")
                    .satisfies(e -> assertThat(e.isTimedOut()).isFalse());
        }
        assertThat(upstream.targets())
                .allSatisfy(target -> assertThat(target.statistics().failed()).isZero());
    }

    /**
     * Whatever happens at whichever moment: afterwards no connection, no place and no socket is left. The seed is fixed; the threads
     * are not.
     */
    @ParameterizedTest
    @EnumSource
    void nothingIsLeftAfterFaultsClosesAndInterruptsAtAnyTime(Balance balance) throws Exception {
        TargetServer steady = open.echo();
        TargetServer failing = open.closing(TargetServer.start(stream -> {
            stream.read(new byte[1]);
            stream.abort("a fault");
        }));
        TargetServer restarting = open.echo();
        Upstream upstream = open.upstream(patient(
                        steady.target(),
                        failing.target(),
                        restarting.target(),
                        open.stopped().target())
                .withHealth(TestUpstreams.ejection(2, Duration.ofMillis(5)))
                .withBalance(balance));
        upstream.start();
        var random = new Random(17);
        try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<?> restarts = executor.submit(restarts(restarting, 20));
            List<Callable<Void>> uses = IntStream.range(0, 400)
                    .mapToObj(_ -> use(upstream, random.nextInt(6)))
                    .toList();
            List<Future<Void>> results = executor.invokeAll(uses, Patience.DEADLINE_MILLIS, TimeUnit.MILLISECONDS);
            restarts.get();
            for (Future<Void> result : results) {
                assertThat(result.isCancelled()).as("too late").isFalse();
                assertEndedAsExpected(result);
            }
        }
        await().untilAsserted(() -> assertNothingIsLeft(upstream));
        upstream.close();
        for (TargetServer server : List.of(steady, failing, restarting)) {
            await().until(() -> server.open() == 0);
        }
    }

    private static Callable<Void> restarts(TargetServer server, int times) {
        return () -> {
            for (int i = 0; i < times; i++) {
                server.stop();
                server.restart();
            }
            return null;
        };
    }

    private static Callable<Void> use(Upstream upstream, int fault) {
        return () -> {
            UpstreamAttempt attempt = upstream.attempt(null);
            Thread user = Thread.currentThread();
            if (fault == 1) {
                Background.run(attempt::close);
            } else if (fault == 2) {
                Background.run(user::interrupt);
            } else if (fault == 3) {
                user.interrupt();
            }
            try (UpstreamConnection connection = attempt.connect()) {
                switch (fault) {
                    case 0 -> connection.end(CloseCause.ADMIN);
                    case 4 -> connection.stream().abort("a fault");
                    case 5 -> Background.run(connection::close);
                    default -> {}
                }
                connection.stream().writeAll(new byte[] {7});
                connection.stream().inputStream().read();
            }
            return null;
        };
    }

    private static void assertEndedAsExpected(Future<Void> result) throws InterruptedException {
        try {
            result.get();
        } catch (ExecutionException e) {
            assertThat(e.getCause()).isInstanceOf(IOException.class);
        }
    }

    @Test
    void noConnectionSurvivesACloseThatComesWhileItIsOpened() throws Exception {
        TargetServer server = open.echo();
        for (int i = 0; i < 30; i++) {
            Upstream upstream = open.upstream(patient(server.target()));
            List<Background<UpstreamConnection>> connecting = IntStream.range(0, 8)
                    .mapToObj(_ -> Background.call(upstream::connect))
                    .toList();
            upstream.close();
            for (Background<UpstreamConnection> each : connecting) {
                try (UpstreamConnection connection = each.get()) {
                    assertThat(connection.stream().isOpen()).isFalse();
                } catch (ExecutionException e) {
                    assertThat(e).hasCauseInstanceOf(ClosedChannelException.class);
                }
            }
            assertNothingIsLeft(upstream);
        }
        await().until(() -> server.open() == 0);
    }
}
