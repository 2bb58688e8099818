package dev.weir.upstream;

import static dev.weir.testing.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.weir.observe.CloseCause;
import dev.weir.observe.ConnectOutcome;
import dev.weir.observe.TargetState;
import dev.weir.observe.UpstreamObserver;
import dev.weir.observe.UpstreamOwner;
import dev.weir.stream.StreamAddress;
import dev.weir.testing.TargetServer;
import java.io.IOException;
import java.net.UnknownHostException;
import java.nio.channels.ClosedChannelException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Targets are real servers on this machine. */
class UpstreamTests {

    private static final NameLookup NO_HOST = host -> {
        throw new UnknownHostException(host);
    };

    private final List<AutoCloseable> open = new ArrayList<>();

    @AfterEach
    void closeAll() throws Exception {
        for (AutoCloseable each : open.reversed()) {
            each.close();
        }
    }

    @Test
    void connectsAndCountsBytes() throws IOException {
        TargetServer server = echo();
        Upstream upstream = upstream(UpstreamOptions.of(List.of(server.target())));

        try (UpstreamConnection connection = upstream.connect()) {
            connection.stream().writeAll("hello\n".getBytes(StandardCharsets.US_ASCII));
            assertThat(connection.stream().readLine(StandardCharsets.US_ASCII, 100))
                    .isEqualTo("hello");
            assertThat(connection.target().statistics().active()).isEqualTo(1);
        }

        var statistics = upstream.targets().getFirst().statistics();
        assertThat(statistics.bytesWritten()).isEqualTo(6);
        assertThat(statistics.bytesRead()).isEqualTo(6);
        assertThat(statistics.active()).isZero();
        assertThat(statistics.closed(CloseCause.HANDLER_COMPLETED)).isEqualTo(1);
        assertThat(statistics.connects(ConnectOutcome.SUCCESS)).isEqualTo(1);
    }

    @Test
    void aFailedConnectIsRepeatedOnAnotherTarget() throws IOException {
        TargetServer stopped = echo();
        stopped.stop();
        TargetServer server = echo();
        Upstream upstream = upstream(passive(stopped.target(), server.target()).withBalance(Balance.FIRST));

        try (UpstreamConnection connection = upstream.connect()) {
            assertThat(connection.target().name()).isEqualTo(server.target().toString());
        }
        assertThat(upstream.targets().getFirst().statistics().connects(ConnectOutcome.REFUSED))
                .isEqualTo(1);
    }

    @Test
    void eachAttemptIsOnAnotherTargetAndTheirNumberIsLimited() throws IOException {
        TargetServer first = stopped();
        TargetServer second = stopped();
        TargetServer third = stopped();
        Upstream upstream = upstream(passive(first.target(), second.target(), third.target())
                .withBalance(Balance.FIRST)
                .withConnectAttempts(2));

        assertThatExceptionOfType(UpstreamUnavailableException.class)
                .isThrownBy(upstream::connect)
                .withMessageContaining(first.target().toString())
                .withMessageContaining(second.target().toString())
                .satisfies(e ->
                        assertThat(e.getMessage()).doesNotContain(third.target().toString()))
                .satisfies(e -> assertThat(e.isTimedOut()).isFalse());
    }

    @Test
    void anEjectedTargetIsNotTriedUntilItsTimeIsOver() throws IOException {
        TargetServer stopped = stopped();
        TargetServer server = echo();
        var health = new HealthOptions(
                Duration.ZERO,
                Duration.ofSeconds(1),
                1,
                1,
                new byte[0],
                new byte[0],
                1,
                Duration.ofHours(1),
                HealthOptions.OnDown.KEEP);
        Upstream upstream = upstream(passive(stopped.target(), server.target())
                .withBalance(Balance.FIRST)
                .withHealth(health));

        for (int i = 0; i < 5; i++) {
            upstream.connect().close();
        }

        Target ejected = upstream.targets().getFirst();
        assertThat(ejected.statistics().state()).isEqualTo(TargetState.EJECTED);
        assertThat(ejected.statistics().failed()).isEqualTo(1);
    }

    @Test
    void aTargetThatFailsItsChecksIsDownAndUpAgainWhenItIsBack() throws IOException {
        TargetServer server = echo();
        Upstream upstream =
                upstream(UpstreamOptions.of(List.of(server.target())).withHealth(checks("", "")));
        upstream.start();
        Target target = upstream.targets().getFirst();

        server.stop();
        await().until(() -> target.statistics().state() == TargetState.DOWN);
        assertThatExceptionOfType(UpstreamUnavailableException.class)
                .isThrownBy(upstream::connect)
                .withMessageContaining("is down");
        assertThat(target.statistics().failed()).as("a check is no connection").isZero();

        server.restart();
        await().until(target::isUp);
        upstream.connect().close();
    }

    @Test
    void aCheckCanAskAndExpectAnAnswer() throws IOException {
        TargetServer right = TargetServer.start(stream -> {
            stream.readLine(StandardCharsets.US_ASCII, 100);
            stream.writeAll("220 +PO".getBytes(StandardCharsets.US_ASCII));
            stream.flush();
            stream.writeAll("NG\r\n".getBytes(StandardCharsets.US_ASCII));
        });
        open.add(right);
        TargetServer wrong = TargetServer.start(stream -> {
            stream.readLine(StandardCharsets.US_ASCII, 100);
            stream.writeAll("-NO PONG\r\n".getBytes(StandardCharsets.US_ASCII));
        });
        open.add(wrong);
        Upstream upstream = upstream(
                UpstreamOptions.of(List.of(right.target(), wrong.target())).withHealth(checks("PING\r\n", "+PONG")));
        upstream.start();

        await().until(() -> upstream.targets().getLast().statistics().state() == TargetState.DOWN);
        assertThat(upstream.targets().getFirst().statistics().state()).isEqualTo(TargetState.UP);
    }

    @Test
    void aTargetThatGoesDownLosesItsConnectionsWhereThatIsWanted() throws IOException {
        TargetServer server = echo();
        HealthOptions checks = checks("", "");
        Upstream upstream = upstream(UpstreamOptions.of(List.of(server.target()))
                .withHealth(new HealthOptions(
                        checks.interval(),
                        Duration.ofMillis(500),
                        1,
                        1,
                        "ask\n".getBytes(StandardCharsets.US_ASCII),
                        "never".getBytes(StandardCharsets.US_ASCII),
                        0,
                        Duration.ZERO,
                        HealthOptions.OnDown.CLOSE)));
        UpstreamConnection connection = upstream.connect();
        upstream.start();

        await().until(() -> !connection.stream().isOpen());
        connection.close();
        assertThat(connection.observed().cause()).isEqualTo(CloseCause.UPSTREAM_UNAVAILABLE);
    }

    @Test
    void aHostWithoutAddressFailsAtOnceAndIsFoundLater() throws IOException {
        TargetServer server = echo();
        var lookup = new SwitchableLookup(NO_HOST);
        Upstream upstream = upstream(
                UpstreamOptions.of(List.of(StreamAddress.parse(
                                "moving.example:" + server.address().getPort())))
                        .withHealth(HealthOptions.DEFAULT.passive()),
                lookup);
        upstream.start();
        Target target = upstream.targets().getFirst();

        assertThatExceptionOfType(UpstreamUnavailableException.class)
                .isThrownBy(upstream::connect)
                .withMessageContaining("moving.example");
        assertThat(target.statistics().connects(ConnectOutcome.UNRESOLVED)).isEqualTo(1);

        lookup.set(host -> List.of(server.address().getAddress()));
        await().ignoreExceptions().until(() -> {
            upstream.connect().close();
            return true;
        });
    }

    @Test
    void aClosedUpstreamConnectsAndWatchesAgainOnceItIsStarted() throws IOException {
        TargetServer server = echo();
        var options = UpstreamOptions.of(List.of(server.target()));
        Upstream upstream = upstream(options.withHealth(checks("", "")));
        upstream.start();
        upstream.close();
        assertThatExceptionOfType(ClosedChannelException.class).isThrownBy(upstream::connect);

        upstream.start();

        upstream.connect().close();
        server.stop();
        await().until(() -> !upstream.isAvailable());
    }

    @Test
    void anEndedUpstreamEndsItsConnectionsAndConnectsNoMore() throws IOException {
        TargetServer server = echo();
        Upstream upstream = upstream(UpstreamOptions.of(List.of(server.target())));
        UpstreamConnection connection = upstream.connect();

        upstream.close();

        await().until(() -> !connection.stream().isOpen());
        connection.close();
        assertThat(connection.observed().cause()).isEqualTo(CloseCause.SHUTDOWN_FORCED);
        assertThatExceptionOfType(ClosedChannelException.class).isThrownBy(upstream::connect);
    }

    private TargetServer echo() throws IOException {
        TargetServer server = TargetServer.echo();
        open.add(server);
        return server;
    }

    private static TargetServer stopped() throws IOException {
        TargetServer server = TargetServer.echo();
        server.stop();
        return server;
    }

    private static UpstreamOptions passive(StreamAddress... targets) {
        return UpstreamOptions.of(List.of(targets)).withHealth(HealthOptions.DEFAULT.passive());
    }

    private static HealthOptions checks(String send, String expect) {
        return new HealthOptions(
                Duration.ofMillis(20),
                Duration.ofSeconds(10),
                2,
                2,
                send.getBytes(StandardCharsets.US_ASCII),
                expect.getBytes(StandardCharsets.US_ASCII),
                3,
                Duration.ofSeconds(10),
                HealthOptions.OnDown.KEEP);
    }

    private Upstream upstream(UpstreamOptions options) {
        return upstream(options, NameLookup.SYSTEM);
    }

    private Upstream upstream(UpstreamOptions options, NameLookup lookup) {
        var upstream = new Upstream(UpstreamOwner.client("test"), options, UpstreamObserver.NONE, lookup);
        open.add(upstream);
        return upstream;
    }

    /** A name service whose answer changes. */
    private static final class SwitchableLookup implements NameLookup {

        private volatile NameLookup current;

        SwitchableLookup(NameLookup first) {
            this.current = first;
        }

        void set(NameLookup next) {
            current = next;
        }

        @Override
        public List<java.net.InetAddress> lookUp(String host) throws UnknownHostException {
            return current.lookUp(host);
        }
    }
}
