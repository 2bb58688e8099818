package dev.weir.handler;

import static dev.weir.handler.Forwards.FRONT;
import static dev.weir.handler.Forwards.assertEndedFor;
import static dev.weir.handler.Forwards.awaitEnd;
import static dev.weir.handler.Forwards.setup;
import static dev.weir.handler.Forwards.targets;
import static dev.weir.testing.Patience.await;
import static dev.weir.testing.Patience.take;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.observe.CloseCause;
import dev.weir.server.ListenerState;
import dev.weir.stream.StreamAddress;
import dev.weir.test.TcpTestClient;
import dev.weir.testing.FullBacklog;
import dev.weir.testing.RunningApplication;
import dev.weir.testing.TargetServer;
import java.io.IOException;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Listeners that forward, when they stop and start. */
@Timeout(120)
class ForwardDrainTests {

    private static final String PATIENT = "weir.shutdown.grace-period=1h";

    @RegisterExtension
    private final Forwards forwards = new Forwards();

    @Test
    void anIdleConnectionEndsAtTheTargetWhichMayStillSayGoodbye() throws IOException {
        TargetServer target = forwards.target(stream -> {
            stream.transferTo(stream);
            stream.writeAll("goodbye".getBytes(US_ASCII));
        });
        RunningApplication application = start(target);
        TcpTestClient client = forwards.client(application).send("a").receives("a");

        drain(application);

        client.receives("goodbye").thenEnds().close();
        awaitEnd(application);
        assertEndedFor(CloseCause.SHUTDOWN_DRAINED, application);
    }

    @Test
    void whatAClientHasSentReachesASlowTargetBeforeTheEnd() throws Exception {
        byte[] sent = new byte[8 * 1024 * 1024];
        new Random(2).nextBytes(sent);
        var go = new CountDownLatch(1);
        BlockingQueue<byte[]> received = new LinkedBlockingQueue<>();
        RunningApplication application = start(forwards.target(stream -> {
            go.await();
            received.add(stream.inputStream().readAllBytes());
        }));
        try (var socket = application.connect(FRONT)) {
            var sending = Thread.startVirtualThread(() -> {
                try {
                    socket.getOutputStream().write(sent);
                } catch (IOException _) {
                    // Then the target has not got everything either.
                }
            });
            var target = targets(application).getFirst();
            await().until(() -> target.bytesWritten() > 0);

            drain(application);
            await().until(() -> application.listener(FRONT).state() instanceof ListenerState.Draining);
            go.countDown();

            assertThat(take(received)).isEqualTo(sent);
            sending.join();
        }
        awaitEnd(application);
        assertEndedFor(CloseCause.SHUTDOWN_DRAINED, application);
    }

    @Test
    void whatAClientHasSentReachesATargetThatIsConnectedOnlyThen() throws Exception {
        FullBacklog target = forwards.silent();
        RunningApplication application =
                forwards.start(setup(StreamAddress.format(target.address()), "forward.connect-timeout=1h")
                        .with(PATIENT));
        TcpTestClient client = forwards.client(application).send("hello\n");
        await().until(() -> target.unanswered() == 1);

        drain(application);
        target.makeRoom();

        try (var accepted = target.accept()) {
            assertThat(accepted.getInputStream().readAllBytes()).asString().isEqualTo("hello\n");
        }
        client.thenEnds().close();
        awaitEnd(application);
        assertEndedFor(CloseCause.SHUTDOWN_DRAINED, application);
    }

    @Test
    void atTheEndOfTheGracePeriodBothSidesAreClosed() throws Exception {
        var done = new CountDownLatch(1);
        RunningApplication application = forwards.start(forwards.target(stream -> {
            stream.transferTo(stream);
            stream.writeAll(new byte[] {'b'});
            stream.flush();
            done.await();
        }));
        TcpTestClient client = forwards.client(application).send("a").receives("a");

        drain(application);

        client.receives("b");
        awaitEnd(application);
        assertEndedFor(CloseCause.SHUTDOWN_FORCED, application);
        assertThat(targets(application).getFirst().active()).isZero();
        done.countDown();
    }

    @Test
    void aListenerThatIsResumedAfterADrainForwardsAgain() throws IOException {
        RunningApplication application = start(forwards.echo());
        forwards.client(application)
                .send("a")
                .receives("a")
                .endsInput()
                .thenEnds()
                .close();
        drain(application);
        await().until(() -> application.listener(FRONT).state() instanceof ListenerState.Stopped);

        application.listener(FRONT).resume();

        forwards.client(application).send("b").receives("b");
        assertThat(targets(application).getFirst().opened()).isEqualTo(2);
    }

    @Test
    void anApplicationThatIsStoppedAndStartedForwardsAgain() throws IOException {
        RunningApplication application = start(forwards.echo());
        application.context().stop();

        application.context().start();

        forwards.client(application).send("b").receives("b");
    }

    private RunningApplication start(TargetServer target) {
        return forwards.start(setup(target.target().toString()).with(PATIENT));
    }

    private static void drain(RunningApplication application) {
        application.listener(FRONT).drain(application.listeners().drainSettings());
    }
}
