package dev.weir.stream;

import static dev.weir.stream.ConnectedStreams.readAll;
import static dev.weir.stream.ConnectedStreams.send;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.ClosedChannelException;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Interrupts of threads that are blocked in a stream. */
interface InterruptContract extends ConnectedStreams {

    @Test
    default void interruptingACloseThatWaitsEndsIt() throws Exception {
        reconnect(OPTIONS.withBufferSize(LARGE * 200).withCloseTimeout(Duration.ofHours(1)));
        client().writeAll(new byte[LARGE * 100]);
        var closer = Background.run(client()::close).awaitBlocked();
        closer.interrupt();
        assertThat(closer.failure()).isInstanceOf(StreamClosedException.class);
        assertThat(closer.wasInterruptedAtEnd()).isTrue();
    }

    @Test
    default void interruptingAReaderClosesAndKeepsTheFlag() throws Exception {
        var reader = Background.call(() -> client().read(new byte[1])).awaitBlocked();
        reader.interrupt();
        assertInterrupted(reader);
        assertThat(server().read(new byte[1])).isEqualTo(-1);
    }

    @Test
    default void interruptingATimedReaderClosesAndKeepsTheFlag() throws Exception {
        client().readTimeout(Background.PATIENCE);
        var reader = Background.call(() -> client().read(new byte[1])).awaitBlocked();
        reader.interrupt();
        assertInterrupted(reader);
    }

    @Test
    default void interruptingAWriterClosesAndKeepsTheFlag() throws Exception {
        var writer =
                Background.run(() -> client().writeAll(new byte[30_000_000])).awaitBlocked();
        writer.interrupt();
        assertInterrupted(writer);
    }

    @Test
    default void interruptingAThreadThatWaitsForAWriterClosesAndKeepsTheFlag() throws Exception {
        var writer =
                Background.run(() -> client().writeAll(new byte[30_000_000])).awaitBlocked();
        var waiting = Background.run(client()::shutdown).awaitBlocked();
        waiting.interrupt();
        assertInterrupted(waiting);
        assertThat(writer.failure()).isInstanceOf(StreamClosedException.class);
    }

    private void assertInterrupted(Background<?> background) throws Exception {
        assertThat(background.failure())
                .isInstanceOf(StreamClosedException.class)
                .hasMessageContaining("interrupted")
                .hasCauseInstanceOf(ClosedByInterruptException.class);
        assertThat(background.wasInterruptedAtEnd()).isTrue();
        assertThat(client().isOpen()).isFalse();
        assertThatExceptionOfType(ClosedChannelException.class).isThrownBy(() -> client().read(new byte[1]));
    }

    @Test
    default void aThreadThatWasInterruptedBeforeMayStillCloseInOrder() throws Exception {
        send(server(), "unread");
        var closer = Background.run(() -> {
            client().writeAll("last words".getBytes(UTF_8));
            Thread.currentThread().interrupt();
            client().close();
        });
        assertThat(readAll(server())).isEqualTo("last words");
        server().shutdown();
        closer.get();
        assertThat(closer.wasInterruptedAtEnd()).isTrue();
    }
}
