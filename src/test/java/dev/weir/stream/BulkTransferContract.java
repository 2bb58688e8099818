package dev.weir.stream;

import static dev.weir.stream.ConnectedStreams.random;
import static dev.weir.stream.ConnectedStreams.readFully;
import static dev.weir.stream.ConnectedStreams.send;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.channels.ClosedByInterruptException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** A transfer to a stream that waits for more after large reads, some of them without a buffer of its own. */
interface BulkTransferContract extends ConnectedStreams {

    /** Returns an echo that has moved much and waits. */
    private Background<Long> waitingEcho() throws Exception {
        var echo = Background.call(() -> server().transferTo(server()));
        sendAndReceive(random(9, LARGE));
        return echo.awaitBlocked();
    }

    private void sendAndReceive(byte[] sent) throws Exception {
        var writer = Background.run(() -> {
            client().writeAll(sent);
            client().flush();
        });
        byte[] received = new byte[sent.length];
        client().readFully(received);
        writer.get();
        assertThat(received).isEqualTo(sent);
    }

    @Test
    default void aTransferThatWaitsGoesOnWithLittleAndWithMuch() throws Exception {
        var echo = waitingEcho();
        for (int round = 0; round < 5; round++) {
            send(client(), "little");
            assertThat(readFully(client(), 6)).isEqualTo("little");
            sendAndReceive(random(round, LARGE));
        }
        client().shutdown();
        assertThat(echo.get()).isEqualTo(6L * LARGE + 5 * 6);
    }

    @Test
    default void aTransferThatWaitsEndsWithThePeer() throws Exception {
        var echo = waitingEcho();
        client().shutdown();
        assertThat(echo.get()).isEqualTo(LARGE);
    }

    @Test
    default void aTransferThatWaitsFailsWithAReset() throws Exception {
        var echo = waitingEcho();
        client().reset("over");
        if (knowsReset()) {
            assertThat(echo.failure()).isInstanceOf(IOException.class);
            assertThat(StreamOrigin.of(echo.failure())).isNotNull();
        } else {
            assertThat(echo.get()).isEqualTo(LARGE);
        }
    }

    @Test
    default void aTransferThatWaitsEndsWithTheInput() throws Exception {
        var echo = waitingEcho();
        server().shutdown(Half.READ);
        assertThat(echo.get()).isEqualTo(LARGE);
        send(server(), "I may still write");
        assertThat(readFully(client(), 17)).isEqualTo("I may still write");
    }

    @Test
    default void aTransferThatWaitsEndsWithTheStream() throws Exception {
        var echo = waitingEcho();
        server().abort("enough");
        assertThat(echo.failure()).isInstanceOf(StreamClosedException.class).hasMessageContaining("enough");
    }

    @Test
    default void interruptingATransferThatWaitsClosesAndKeepsTheFlag() throws Exception {
        var echo = waitingEcho();
        echo.interrupt();
        assertThat(echo.failure())
                .isInstanceOf(StreamClosedException.class)
                .hasCauseInstanceOf(ClosedByInterruptException.class);
        assertThat(echo.wasInterruptedAtEnd()).isTrue();
        assertThat(server().isOpen()).isFalse();
    }

    @Test
    default void aTransferThatRunsOutOfTimeLosesNothing() throws Exception {
        server().readTimeout(SHORT);
        var timeouts = new AtomicInteger();
        var echo = Background.run(() -> echoDespiteTimeouts(timeouts));
        for (int round = 0; round < 3; round++) {
            sendAndReceive(random(round, LARGE));
            int before = timeouts.get();
            await().atMost(Background.PATIENCE).until(() -> timeouts.get() > before);
        }
        client().shutdown();
        echo.get();
    }

    private void echoDespiteTimeouts(AtomicInteger timeouts) throws IOException {
        while (true) {
            try {
                server().transferTo(server());
                return;
            } catch (SocketTimeoutException _) {
                timeouts.incrementAndGet();
            }
        }
    }
}
