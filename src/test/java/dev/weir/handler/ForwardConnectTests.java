package dev.weir.handler;

import static dev.weir.handler.Forwards.FRONT;
import static dev.weir.handler.Forwards.assertEndedFor;
import static dev.weir.handler.Forwards.awaitEnd;
import static dev.weir.handler.Forwards.setup;
import static dev.weir.handler.Forwards.targets;
import static dev.weir.testing.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.observe.CloseCause;
import dev.weir.observe.ConnectOutcome;
import dev.weir.observe.TargetState;
import dev.weir.stream.StreamAddress;
import dev.weir.testing.FullBacklog;
import dev.weir.testing.LogCapture;
import dev.weir.testing.RunningApplication;
import dev.weir.testing.TargetServer;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What becomes of a client until a target is connected. */
@Timeout(120)
class ForwardConnectTests {

    @RegisterExtension
    private final Forwards forwards = new Forwards();

    @Test
    void anotherTargetTakesTheConnectionsOfOneThatRefusesThem() throws IOException {
        RunningApplication application =
                forwards.start(List.of(forwards.stopped(), forwards.echo()), "forward.balance=first");

        forwards.client(application).send("a").receives("a");

        assertThat(targets(application).getFirst().connects(ConnectOutcome.REFUSED))
                .isEqualTo(1);
        assertThat(targets(application).getLast().active()).isEqualTo(1);
    }

    @Test
    void aClientIsClosedIfAllTargetsRefuse() throws IOException {
        RunningApplication application = forwards.start(List.of(forwards.stopped(), forwards.stopped()));
        try (var log = LogCapture.of("dev.weir.server")) {
            forwards.client(application).thenEnds();

            awaitEnd(application);
            assertEndedFor(CloseCause.UPSTREAM_UNAVAILABLE, application);
            assertThat(log.warnings()).as("a connection's end is no warning").isEmpty();
        }
    }

    @Test
    void aClientIsClosedWithoutAnAttemptWhileAllTargetsAreDown() throws IOException {
        TargetServer target = forwards.echo();
        RunningApplication application = forwards.start(
                target, "forward.health.interval=50ms", "forward.health.fall=1", "forward.health.rise=1");
        target.stop();
        await().until(() -> targets(application).getFirst().state() == TargetState.DOWN);

        forwards.client(application).thenEnds();

        awaitEnd(application);
        assertEndedFor(CloseCause.UPSTREAM_UNAVAILABLE, application);
        assertThat(targets(application).getFirst().failed()).isZero();

        target.restart();
        await().until(() -> targets(application).getFirst().state() == TargetState.UP);
        forwards.client(application).send("a").receives("a");
    }

    @Test
    void targetsThatDoNotAnswerTimeOutOneAfterTheOther() throws IOException {
        RunningApplication application = forwards.start(setup(
                addresses(forwards.silent(), forwards.silent(), forwards.silent()),
                "forward.connect-timeout=200ms",
                "forward.connect-attempts=2",
                "forward.balance=first"));

        forwards.client(application).thenEnds();

        awaitEnd(application);
        assertEndedFor(CloseCause.UPSTREAM_TIMEOUT, application);
        assertThat(targets(application))
                .extracting(target -> target.connects(ConnectOutcome.TIMEOUT))
                .containsExactly(1L, 1L, 0L);
    }

    @Test
    void anOperatorEndsAConnectionThatHasNoTargetYet() throws Exception {
        FullBacklog target = forwards.silent();
        RunningApplication application = forwards.start(RunningApplication.application()
                .with("management.endpoint.tcpstreams.access=unrestricted")
                .forward(FRONT, addresses(target), "forward.connect-timeout=1h", "forward.health.interval=0s"));
        var client = forwards.client(application).send("waiting");
        await().until(() -> target.unanswered() == 1);

        long id = application.statistics(FRONT).live().iterator().next().info().id();
        assertThat(application.delete("tcpstreams/" + id).statusCode()).isEqualTo(204);

        awaitEnd(application);
        assertEndedFor(CloseCause.ADMIN, application);
        assertThat(target.unanswered()).as("attempts").isZero();
        assertThat(targets(application).getFirst().failed())
                .as("an attempt that was given up tells nothing about its target")
                .isZero();
        client.close();
    }

    @Test
    void timeoutsEndAConnectionThatHasNoTargetYet() throws IOException {
        FullBacklog target = forwards.silent();
        RunningApplication application =
                forwards.start(setup(addresses(target), "forward.connect-timeout=1h", "timeout.idle=300ms"));

        forwards.client(application).thenEnds();

        awaitEnd(application);
        assertEndedFor(CloseCause.IDLE_TIMEOUT, application);
        assertThat(target.unanswered()).isZero();
    }

    @Test
    void aNameWithoutAnAddressDoesNotStopTheStart() throws IOException {
        RunningApplication application = forwards.start(setup("no-such-host.invalid:6379"));

        forwards.client(application).thenEnds();

        awaitEnd(application);
        assertEndedFor(CloseCause.UPSTREAM_UNAVAILABLE, application);
        assertThat(targets(application).getFirst().connects(ConnectOutcome.UNRESOLVED))
                .isEqualTo(1);
    }

    private static String addresses(FullBacklog... targets) {
        return String.join(
                ",",
                List.of(targets).stream()
                        .map(target -> StreamAddress.format(target.address()))
                        .toList());
    }
}
