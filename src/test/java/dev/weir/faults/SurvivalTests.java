package dev.weir.faults;

import static dev.weir.testing.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.autoconfigure.WeirAutoConfiguration;
import dev.weir.observe.AcceptError;
import dev.weir.observe.CloseCause;
import dev.weir.observe.ConnectionObserver;
import dev.weir.observe.InlineObserver;
import dev.weir.observe.ObservedConnection;
import dev.weir.observe.PauseReason;
import dev.weir.observe.Side;
import dev.weir.stream.TcpStream;
import dev.weir.testing.LogCapture;
import dev.weir.testing.RunningApplication;
import java.io.IOException;
import java.net.Socket;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.context.event.EventListener;
import org.springframework.integration.ip.tcp.connection.TcpConnectionOpenEvent;

/** What goes wrong on this side ends one stream at most. */
class SurvivalTests {

    @Test
    void whatAHandlerThrowsEndsItsOwnStreamOnly() throws Exception {
        try (RunningApplication weir = RunningApplication.listenersOnly()
                        .listener("memory", _ -> {
                            throw new OutOfMemoryError("as a test");
                        })
                        .listener("stack", stream -> recurse(stream, Long.MAX_VALUE))
                        .listener(
                                "array",
                                _ -> assertThat(new long[Integer.MAX_VALUE][]).isNull())
                        .listener("echo", "echo", "max-connections=1")
                        .start();
                var logs = LogCapture.ofAll();
                Socket witness = weir.connect("echo")) {
            Peers.echo(witness, "before");
            for (String listener : new String[] {"memory", "stack", "array"}) {
                for (int i = 0; i < 20; i++) {
                    try (Socket socket = weir.connect(listener)) {
                        assertThat(Peers.isEnded(socket)).isTrue();
                    }
                }
                weir.awaitRest(listener);
                CloseCause cause = listener.equals("stack") ? CloseCause.HANDLER_ERROR : CloseCause.RESOURCE;
                assertThat(weir.statistics(listener).closed(cause)).isEqualTo(20);
            }
            Peers.echo(witness, "after");
            assertThat(logs.warnings())
                    .as("the first ten of each listener")
                    .hasSizeBetween(30, 36)
                    .allMatch(event -> event.getFormattedMessage().startsWith("Listener "));
        }
    }

    /** It would take a depth that no stack has. */
    private static void recurse(TcpStream stream, long depth) throws IOException {
        if (depth > 0) {
            recurse(stream, depth - 1);
        }
        stream.flush();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void anExecutorThatRefusesOrHasNoMemoryTakesNoPermitAndNoDescriptor(boolean memory) throws Exception {
        var turns = new AtomicInteger();
        Executor refusesTwo = task -> {
            if (turns.getAndIncrement() % 3 < 2) {
                if (memory) {
                    throw new OutOfMemoryError("as a test: unable to create a thread");
                }
                throw new RejectedExecutionException("as a test");
            }
            Thread.startVirtualThread(task);
        };
        try (RunningApplication weir = RunningApplication.listenersOnly()
                .bean(WeirAutoConfiguration.CONNECTION_EXECUTOR, Executor.class, () -> refusesTwo)
                .listener("echo", "echo", "max-connections=3", "max-connections-per-client=3")
                .start()) {
            long sockets = Peers.ownSockets();
            for (int round = 0; round < 5; round++) {
                for (int i = 0; i < 2; i++) {
                    try (Socket refused = weir.connect("echo")) {
                        assertThat(Peers.isEnded(refused)).isTrue();
                    }
                }
                try (Socket served = weir.connect("echo")) {
                    Peers.echo(served, "hello");
                }
                weir.awaitRest("echo");
            }
            var statistics = weir.statistics("echo");
            assertThat(statistics.accepted()).isEqualTo(5);
            assertThat(statistics.rejected()).isZero();
            assertThat(statistics.acceptErrors(AcceptError.RESOURCE)).isEqualTo(10);
            await().until(() -> Peers.ownSockets() <= sockets);
        }
    }

    @Test
    void anExecutorThatBlocksIsNoticed() throws Exception {
        var release = new CountDownLatch(1);
        Executor blocks = task -> {
            try {
                release.await();
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
            }
            Thread.startVirtualThread(task);
        };
        try (RunningApplication weir = RunningApplication.listenersOnly()
                        .bean(WeirAutoConfiguration.CONNECTION_EXECUTOR, Executor.class, () -> blocks)
                        .listener("echo", "echo")
                        .start();
                Socket patient = weir.connect("echo")) {
            await().until(() -> !weir.listener("echo").isAcceptLoopAlive());
            await().until(() -> weir.statistics("echo").isPaused(PauseReason.STUCK));
            release.countDown();
            Peers.echo(patient, "served after all");
            await().until(() -> weir.listener("echo").isAcceptLoopAlive());
            await().until(() -> !weir.statistics("echo").isPaused(PauseReason.STUCK));
        } finally {
            release.countDown();
        }
    }

    @Test
    void observersThatThrowChangeNothing() throws Exception {
        try (RunningApplication weir = RunningApplication.listenersOnly()
                .bean("inline", ConnectionObserver.class, () -> new Throwing())
                .bean("queued", ConnectionObserver.class, () -> new ConnectionObserver() {
                    @Override
                    public void closed(ObservedConnection connection, CloseCause cause) {
                        throw new StackOverflowError("as a test");
                    }
                })
                .bean("listener", OpenListener.class, () -> new OpenListener())
                .listener("echo", "echo", "max-connections=5")
                .start()) {
            for (int i = 0; i < 10; i++) {
                try (Socket socket = weir.connect("echo")) {
                    Peers.echo(socket, "hello");
                    socket.shutdownOutput();
                    assertThat(Peers.isEnded(socket)).isTrue();
                }
                weir.awaitRest("echo");
            }
            assertThat(weir.statistics("echo").closed(CloseCause.PEER_CLOSED)).isEqualTo(10);
        }
    }

    private static final class Throwing implements InlineObserver {
        @Override
        public void opened(ObservedConnection connection) {
            throw new IllegalStateException("as a test");
        }

        @Override
        public void shutDown(ObservedConnection connection, Side side) {
            throw new StackOverflowError("as a test");
        }

        @Override
        public void closed(ObservedConnection connection, CloseCause cause) {
            throw new OutOfMemoryError("as a test");
        }
    }

    static final class OpenListener {
        private final AtomicInteger opened = new AtomicInteger();

        @EventListener
        void opened(TcpConnectionOpenEvent event) {
            if (opened.incrementAndGet() > 0) {
                throw new IllegalStateException("as a test: " + event.getConnectionId());
            }
        }
    }
}
