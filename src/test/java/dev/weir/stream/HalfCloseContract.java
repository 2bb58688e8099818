package dev.weir.stream;

import static dev.weir.stream.ConnectedStreams.random;
import static dev.weir.stream.ConnectedStreams.readFully;
import static dev.weir.stream.ConnectedStreams.send;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import org.junit.jupiter.api.Test;

/** Ending one direction. */
interface HalfCloseContract extends ConnectedStreams {

    @Test
    default void shutdownEndsOneDirectionOnly() throws IOException {
        client().shutdown();
        client().shutdown();
        client().shutdown(Half.WRITE);
        assertThat(server().read(new byte[1])).isEqualTo(-1);
        send(server(), "still");
        assertThat(readFully(client(), 5)).isEqualTo("still");
        server().shutdown();
        assertThat(client().read(new byte[1])).isEqualTo(-1);
        assertThat(client().isOpen()).isTrue();
    }

    @Test
    default void writingAfterAShutdownThrows() throws IOException {
        client().shutdown();
        assertThatExceptionOfType(IOException.class)
                .isThrownBy(() -> client().writeAll(new byte[1]))
                .withMessageContaining("shut down");
        client().flush();
    }

    @Test
    default void shutdownFromAnyThreadWaitsForAWriteThatIsGoingOn() throws Exception {
        byte[] flood = random(7, flood());
        var writer = Background.run(() -> client().writeAll(flood)).awaitBlocked();
        var shutdown = Background.run(client()::shutdown).awaitBlocked();
        assertThat(server().inputStream().readAllBytes()).isEqualTo(flood);
        writer.get();
        shutdown.get();
    }

    @Test
    default void endingTheInputWakesABlockedReader() throws Exception {
        var reader = Background.call(() -> server().read(new byte[10])).awaitBlocked();
        server().shutdown(Half.READ);
        server().shutdown(Half.READ);
        assertThat(reader.get()).isEqualTo(-1);
        assertThat(server().read(new byte[10])).isEqualTo(-1);
        send(server(), "I may still write");
        assertThat(readFully(client(), 17)).isEqualTo("I may still write");
    }

    @Test
    default void endingTheInputWakesATimedReader() throws Exception {
        server().readTimeout(Background.PATIENCE);
        var reader = Background.call(() -> server().read(new byte[10])).awaitBlocked();
        server().shutdown(Half.READ);
        assertThat(reader.get()).isEqualTo(-1);
        assertThat(server().read(new byte[10])).isEqualTo(-1);
    }

    @Test
    default void endingTheInputLeavesWhatIsBuffered() throws IOException {
        send(client(), "one\ntwo\nthree");
        assertThat(server().readLine(UTF_8, 10)).isEqualTo("one");
        server().shutdown(Half.READ);
        assertThat(server().readLine(UTF_8, 10)).isEqualTo("two");
        assertThat(server().readLine(UTF_8, 10))
                .as("half a line is no line where this side has cut it off")
                .isNull();
        assertThat(readFully(server(), 5)).isEqualTo("three");
        assertThat(server().read(new byte[1])).isEqualTo(-1);
    }

    @Test
    default void aLineThatThisSideCutsOffIsNone() throws Exception {
        send(client(), "QUIT");
        var reader = Background.call(() -> String.valueOf(server().readLine(UTF_8, 10)))
                .awaitBlocked();
        server().shutdown(Half.READ);
        assertThat(reader.get()).isEqualTo("null");
    }

    @Test
    default void nothingArrivesAfterTheInputWasEnded() throws IOException {
        server().shutdown(Half.READ);
        send(client(), "too late");
        server().readTimeout(Background.PATIENCE);
        assertThat(server().read(new byte[10])).isEqualTo(-1);
    }
}
