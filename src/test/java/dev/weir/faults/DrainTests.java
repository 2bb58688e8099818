package dev.weir.faults;

import static dev.weir.faults.Drains.AT_ONCE;
import static dev.weir.faults.Drains.WHEN_QUIET;
import static dev.weir.faults.Drains.assertRefused;
import static dev.weir.faults.Drains.awaitIgnoringAll;
import static dev.weir.faults.Drains.awaitStopped;
import static dev.weir.testing.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.observe.CloseCause;
import dev.weir.observe.DrainOutcome;
import dev.weir.observe.ListenerStatistics;
import dev.weir.observe.PauseReason;
import dev.weir.observe.RejectReason;
import dev.weir.server.ListenerState;
import dev.weir.server.StreamListener;
import dev.weir.testing.FreePorts;
import dev.weir.testing.LogCapture;
import dev.weir.testing.RunningApplication;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A listener is paused, drained and started again. */
@Timeout(120)
class DrainTests {

    @Test
    void aListenerIsDrainedAndStartedAgainOnItsPortAndNobodyElseNotices() throws Exception {
        try (RunningApplication weir = RunningApplication.listenersOnly()
                        .listener("echo", "echo", "address=127.0.0.1:" + FreePorts.one())
                        .listener("other", "echo")
                        .start();
                Socket bystander = weir.connect("other")) {
            StreamListener listener = weir.listener("echo");
            InetSocketAddress address = weir.address("echo");
            for (int round = 1; round <= 3; round++) {
                Peers.echo(bystander, "round " + round);
                try (Socket one = weir.connect("echo");
                        Socket two = weir.connect("echo")) {
                    Peers.echo(one, "hello");
                    Peers.echo(two, "hello");
                    listener.drain(AT_ONCE);
                    assertThat(one.getInputStream().read())
                            .as("end of stream, no reset")
                            .isEqualTo(-1);
                    assertThat(two.getInputStream().read())
                            .as("end of stream, no reset")
                            .isEqualTo(-1);
                }
                awaitStopped(listener);
                assertThat(listener.statistics().drainedWith(DrainOutcome.DRAINED))
                        .isEqualTo(2L * round);
                assertThat(listener.statistics().closed(CloseCause.SHUTDOWN_DRAINED))
                        .isEqualTo(2L * round);
                assertThat(listener.statistics().isUp()).isFalse();
                assertRefused(address);
                listener.drain(AT_ONCE);
                assertThat(listener.state()).isEqualTo(new ListenerState.Stopped());
                listener.resume();
                assertThat(listener.state()).isEqualTo(new ListenerState.Listening(address));
            }
            try (Socket again = weir.connect("echo")) {
                Peers.echo(again, "hello");
            }
            Peers.echo(bystander, "still here");
            assertThat(listener.statistics().drainedWith(DrainOutcome.FORCED)).isZero();
        }
    }

    @Test
    void whoHasConnectedBeforeTheDrainIsAnswered() throws Exception {
        assertAllAreAnswered(RunningApplication.listenersOnly().listener("echo", "echo"), "");
    }

    @Test
    void whoseProxyHeaderIsStillToBeReadWhenADrainBeginsIsAnswered() throws Exception {
        var setup = RunningApplication.listenersOnly()
                .listener("echo", "echo", "proxy-protocol.mode=required", "proxy-protocol.trusted[0]=127.0.0.0/8");
        assertAllAreAnswered(setup, "PROXY TCP4 192.0.2.7 198.51.100.1 4711 443\r\n");
    }

    private static void assertAllAreAnswered(RunningApplication.Setup setup, String header) throws Exception {
        try (RunningApplication weir = setup.start()) {
            List<Socket> clients = new ArrayList<>();
            for (int i = 0; i < 200; i++) {
                Socket client = weir.connect("echo");
                clients.add(client);
                client.getOutputStream().write(header.getBytes(StandardCharsets.US_ASCII));
                client.getOutputStream().write(i);
            }
            weir.listener("echo").drain(WHEN_QUIET);
            for (int i = 0; i < clients.size(); i++) {
                assertThat(clients.get(i).getInputStream().read()).isEqualTo(i);
                clients.get(i).close();
            }
            awaitStopped(weir.listener("echo"));
            assertThat(weir.statistics("echo").accepted()).isEqualTo(clients.size());
        }
    }

    @Test
    void aPausedListenerDrainsToo() throws Exception {
        try (RunningApplication weir = RunningApplication.listenersOnly()
                        .listener("echo", "echo")
                        .start();
                Socket open = weir.connect("echo")) {
            Peers.echo(open, "hello");
            StreamListener listener = weir.listener("echo");
            listener.pause();
            try (Socket waiting = weir.connect("echo")) {
                Peers.echo(open, "open streams go on");
                listener.drain(AT_ONCE);
                assertThat(Peers.isEnded(waiting)).isTrue();
            }
            awaitStopped(listener);
            assertThat(listener.statistics().accepted()).isEqualTo(1);
            assertThat(listener.statistics().rejectedFor(RejectReason.DRAINING)).isLessThanOrEqualTo(1);
            for (PauseReason reason : PauseReason.values()) {
                assertThat(listener.statistics().isPaused(reason)).isFalse();
            }
        }
    }

    @Test
    void whoWaitsWhileTheListenerIsPausedIsServedAfterwards() throws Exception {
        try (RunningApplication weir =
                RunningApplication.listenersOnly().listener("echo", "echo").start()) {
            StreamListener listener = weir.listener("echo");
            for (int round = 0; round < 3; round++) {
                listener.pause();
                listener.pause();
                assertThat(listener.state()).isInstanceOf(ListenerState.Paused.class);
                try (Socket one = weir.connect("echo");
                        Socket two = weir.connect("echo")) {
                    one.getOutputStream().write(1);
                    two.getOutputStream().write(2);
                    assertThat(listener.statistics().active()).isZero();
                    listener.resume();
                    assertThat(one.getInputStream().read()).isEqualTo(1);
                    assertThat(two.getInputStream().read()).isEqualTo(2);
                }
                weir.awaitRest("echo");
            }
        }
    }

    @Test
    void resumeDoesNotStopADrain() throws Exception {
        var release = new CountDownLatch(1);
        try (RunningApplication weir = RunningApplication.listenersOnly()
                        .listener("deaf", _ -> awaitIgnoringAll(release))
                        .start();
                Socket socket = weir.connect("deaf")) {
            await().until(() -> weir.statistics("deaf").active() == 1);
            StreamListener listener = weir.listener("deaf");
            InetSocketAddress address = weir.address("deaf");
            listener.drain(AT_ONCE);
            await().until(() -> !listener.statistics().isUp());
            listener.resume();
            listener.pause();
            assertThat(listener.state()).isInstanceOf(ListenerState.Draining.class);
            assertRefused(address);
            assertThat(socket.isConnected()).isTrue();
            release.countDown();
            awaitStopped(listener);
        } finally {
            release.countDown();
        }
    }

    @Test
    void aDrainAndAShutdownAtOnceAreOne() throws Exception {
        for (int round = 0; round < 5; round++) {
            RunningApplication weir =
                    RunningApplication.listenersOnly().listener("echo", "echo").start();
            try (var logs = LogCapture.ofAll();
                    Socket socket = weir.connect("echo")) {
                Peers.echo(socket, "hello");
                StreamListener listener = weir.listener("echo");
                ListenerStatistics statistics = listener.statistics();
                Thread operator = Thread.startVirtualThread(() -> listener.drain(AT_ONCE));
                weir.close();
                operator.join();
                assertThat(socket.getInputStream().read()).isEqualTo(-1);
                assertThat(statistics.drainedWith(DrainOutcome.DRAINED)).isEqualTo(1);
                assertThat(statistics.active()).isZero();
                assertThat(listener.state()).isEqualTo(new ListenerState.Stopped());
                assertThat(logs.lines()).anyMatch(line -> line.startsWith("TCP listeners stopped: "));
            } finally {
                weir.close();
            }
        }
    }

    @Test
    void stopDuringStartLeavesNothingRunning() throws Exception {
        try (RunningApplication weir = RunningApplication.listenersOnly()
                .listener("one", "echo")
                .listener("two", "echo")
                .listener("three", "echo")
                .start()) {
            for (int round = 0; round < 20; round++) {
                weir.listeners().stop();
                Thread starter =
                        Thread.startVirtualThread(() -> weir.listeners().start());
                weir.listeners().stop();
                starter.join();
                boolean running = weir.listeners().isRunning();
                assertThat(weir.listeners().all())
                        .allMatch(listener -> running == (listener.state() instanceof ListenerState.Listening));
            }
        }
    }
}
