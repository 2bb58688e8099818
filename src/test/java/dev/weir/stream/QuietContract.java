package dev.weir.stream;

import static dev.weir.stream.ConnectedStreams.readFully;
import static dev.weir.stream.ConnectedStreams.send;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.testing.Patience;
import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Whether a stream is at rest, so that it can be kept for another use. */
interface QuietContract extends ConnectedStreams {

    @Test
    default void isQuietWhileNothingIsOnItsWay() throws IOException {
        assertThat(client().isQuiet()).isTrue();
        send(client(), "ask");
        assertThat(readFully(server(), 3)).isEqualTo("ask");
        send(server(), "answer");
        assertThat(readFully(client(), 6)).isEqualTo("answer");
        assertThat(client().isQuiet()).isTrue();
        assertThat(server().isQuiet()).isTrue();
    }

    @Test
    default void isNotQuietOnceBytesHaveArrivedAndLosesNone() throws IOException {
        send(server(), "late");
        Patience.await().until(() -> !client().isQuiet());
        assertThat(client().isQuiet()).isFalse();
        assertThat(readFully(client(), 4)).isEqualTo("late");
        assertThat(client().isQuiet()).isTrue();
    }

    @Test
    default void isNotQuietWithBytesThatAreNotSent() throws IOException {
        client().writeAll("wait".getBytes(UTF_8));
        assertThat(client().isQuiet()).isFalse();
        client().flush();
        assertThat(client().isQuiet()).isTrue();
    }

    @Test
    default void isNotQuietOnceThePeerHasFinished() throws IOException {
        server().shutdown();
        Patience.await().until(() -> !client().isQuiet());
        assertThat(client().read(new byte[1])).isEqualTo(-1);
        assertThat(client().isQuiet()).isFalse();
    }

    @Test
    default void isNotQuietOnceThePeerIsGone() throws IOException {
        server().abort("gone");
        Patience.await().until(() -> !client().isQuiet());
    }

    @Test
    default void isNotQuietAfterThisSideHasFinishedOrClosed() throws IOException {
        client().shutdown();
        assertThat(client().isQuiet()).isFalse();
        server().abort("closed");
        assertThat(server().isQuiet()).isFalse();
    }

    @Test
    default void isNotQuietWhileAnotherThreadReads() throws Exception {
        var reader = Background.call(() -> client().read(new byte[1])).awaitBlocked();
        assertThat(client().isQuiet()).isFalse();
        send(server(), "x");
        assertThat(reader.get()).isEqualTo(1);
    }

    @Test
    default void isQuietAfterReadsWithATimeout() throws Exception {
        client().readTimeout(Duration.ofSeconds(20));
        send(server(), "ab");
        assertThat(readFully(client(), 2)).isEqualTo("ab");
        assertThat(client().isQuiet()).isTrue();
        send(server(), "c");
        Patience.await().until(() -> !client().isQuiet());
        assertThat(readFully(client(), 1)).isEqualTo("c");
    }

    @Test
    default void anInterruptedThreadMayAsk() throws IOException {
        Thread.currentThread().interrupt();
        assertThat(client().isQuiet()).isTrue();
        assertThat(Thread.interrupted()).isTrue();
        send(client(), "open");
        assertThat(readFully(server(), 4)).isEqualTo("open");
    }
}
