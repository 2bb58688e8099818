package dev.weir.stream;

import static dev.weir.stream.ConnectedStreams.discard;
import static dev.weir.stream.ConnectedStreams.random;
import static dev.weir.stream.ConnectedStreams.readAll;
import static dev.weir.stream.ConnectedStreams.readFully;
import static dev.weir.stream.ConnectedStreams.send;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Closing and aborting. */
interface CloseContract extends ConnectedStreams {

    @Test
    default void closeLetsThePeerReadEverythingAndThenTheEnd() throws Exception {
        byte[] sent = random(10, LARGE);
        var reader = Background.call(() -> server().inputStream().readAllBytes());
        server().shutdown();
        client().writeAll(sent);
        client().close();
        assertThat(reader.get()).isEqualTo(sent);
    }

    @Test
    default void closeMayBeRepeated() throws IOException {
        server().shutdown();
        client().close();
        client().close();
        assertThat(client().isOpen()).isFalse();
        assertThat(server().isOpen()).isTrue();
    }

    @Test
    default void nothingWorksOnceClosed() throws IOException {
        send(server(), "unread");
        server().shutdown();
        client().close();
        for (Background.Action action : new Background.Action[] {
            () -> client().read(new byte[1]),
            () -> client().peek(new byte[1]),
            () -> client().readFully(new byte[1]),
            () -> client().readLine(UTF_8, 10),
            () -> client().transferTo(discard()),
            () -> client().write(new byte[1]),
            () -> client().writeAll(new byte[100_000]),
            () -> client().shutdown(),
            () -> client().shutdown(Half.READ)
        }) {
            assertThatExceptionOfType(StreamClosedException.class)
                    .isThrownBy(action::run)
                    .withMessageContaining("stream " + client().id())
                    .withMessageContaining("closed by this side");
        }
    }

    @Test
    default void closeEndsABlockedRead() throws Exception {
        var reader = Background.call(() -> client().read(new byte[1])).awaitBlocked();
        client().close();
        assertThat(reader.failure())
                .isInstanceOf(StreamClosedException.class)
                .hasMessageContaining("closed by this side");
        assertThat(server().read(new byte[1])).isEqualTo(-1);
    }

    @Test
    default void closeEndsABlockedTimedRead() throws Exception {
        client().readTimeout(Background.PATIENCE);
        var reader = Background.call(() -> client().read(new byte[1])).awaitBlocked();
        client().close();
        assertThat(reader.failure()).isInstanceOf(StreamClosedException.class);
    }

    @Test
    default void closeEndsABlockedWriteAtOnce() throws Exception {
        reconnect(OPTIONS.withCloseTimeout(Duration.ofHours(1)));
        var writer =
                Background.run(() -> client().writeAll(new byte[30_000_000])).awaitBlocked();
        client().close();
        assertThat(writer.failure())
                .isInstanceOf(StreamClosedException.class)
                .hasMessageContaining("closed by this side");
    }

    @Test
    default void closeWaitsForAPeerThatDoesNotReadAsLongAsItsTimeout() throws Exception {
        reconnect(HASTY.withBufferSize(LARGE * 200));
        client().writeAll(new byte[LARGE * 100]);
        assertThatExceptionOfType(SocketTimeoutException.class)
                .isThrownBy(client()::close)
                .withMessageContaining("stream " + client().id())
                .withMessageContaining("PT0.1S");
        assertThat(client().isOpen()).isFalse();
    }

    @Test
    default void abortEndsACloseThatWaitsForThePeerToRead() throws Exception {
        reconnect(OPTIONS.withBufferSize(LARGE * 200).withCloseTimeout(Duration.ofHours(1)));
        client().writeAll(new byte[LARGE * 100]);
        var closer = Background.run(client()::close).awaitBlocked();
        client().abort("enough");
        assertThat(closer.failure()).isInstanceOf(StreamClosedException.class);
    }

    @Test
    default void closeFlushesWhatAnotherThreadIsFlushingForAReader() throws Exception {
        for (int i = 0; i < 50; i++) {
            client().writeAll("last words".getBytes(UTF_8));
            var reader = Background.call(() -> client().read(new byte[1]));
            var closer = Background.run(client()::close);
            assertThat(readAll(server())).isEqualTo("last words");
            server().abort("done");
            closer.get();
            assertThat(reader.failure()).isInstanceOf(StreamClosedException.class);
            reconnect(OPTIONS);
        }
    }

    @Test
    default void abortGivesItsReasonToEveryBlockedThread() throws Exception {
        var reader = Background.call(() -> client().read(new byte[1])).awaitBlocked();
        var writer =
                Background.run(() -> client().writeAll(new byte[30_000_000])).awaitBlocked();
        client().abort("idle for too long");
        client().abort("another reason");
        for (var each : new Background<?>[] {reader, writer}) {
            assertThat(each.failure())
                    .isInstanceOf(StreamClosedException.class)
                    .hasMessage("stream " + client().id() + " is closed: idle for too long");
        }
        assertThatExceptionOfType(StreamClosedException.class)
                .isThrownBy(() -> client().read(new byte[1]))
                .withMessageContaining("idle for too long");
        client().close();
        assertThat(client().isOpen()).isFalse();
    }

    @Test
    default void abortDoesNotSendWhatIsBuffered() throws Exception {
        client().writeAll("never mind".getBytes(UTF_8));
        client().abort("changed my mind");
        assertThat(readAll(server())).isEmpty();
    }

    @Test
    default void resetGivesItsReasonToEveryBlockedThread() throws Exception {
        var reader = Background.call(() -> client().read(new byte[1])).awaitBlocked();
        var writer =
                Background.run(() -> client().writeAll(new byte[30_000_000])).awaitBlocked();
        client().reset("its other side is gone");
        client().reset("another reason");
        for (var each : new Background<?>[] {reader, writer}) {
            assertThat(each.failure())
                    .isInstanceOf(StreamClosedException.class)
                    .hasMessage("stream " + client().id() + " is closed: its other side is gone");
        }
        assertThatExceptionOfType(StreamClosedException.class)
                .isThrownBy(() -> client().write(new byte[1]))
                .withMessageContaining("its other side is gone");
        client().close();
        assertThat(client().isOpen()).isFalse();
        assertThat(server().isOpen()).isTrue();
    }

    @Test
    default void resetLetsThePeerReadWhatHasArrivedAndThenFails() throws Exception {
        send(client(), "arrived");
        assertThat(readFully(server(), 7)).isEqualTo("arrived");
        var blocked = Background.call(() -> server().read(new byte[1])).awaitBlocked();
        client().writeAll("never mind".getBytes(UTF_8));
        client().reset("changed my mind");
        if (knowsReset()) {
            assertThat(blocked.failure()).hasMessage("Connection reset");
        } else {
            assertThat(blocked.get()).isEqualTo(-1);
        }
        assertThat(server().isOpen()).isTrue();
    }

    @Test
    default void resetEndsACloseThatWaitsForThePeerToRead() throws Exception {
        reconnect(OPTIONS.withBufferSize(LARGE * 200).withCloseTimeout(Duration.ofHours(1)));
        client().writeAll(new byte[LARGE * 100]);
        var closer = Background.run(client()::close).awaitBlocked();
        client().reset("enough");
        assertThat(closer.failure()).isInstanceOf(StreamClosedException.class);
    }

    @Test
    default void resetAfterACloseHasNoEffect() throws Exception {
        server().shutdown();
        client().close();
        client().reset("too late");
        assertThatExceptionOfType(StreamClosedException.class)
                .isThrownBy(() -> client().read(new byte[1]))
                .withMessageContaining("closed by this side");
        assertThat(server().read(new byte[1])).isEqualTo(-1);
    }

    @Test
    default void closesWhatWasSetToBeClosedWithIt() throws IOException {
        var closed = new AtomicInteger();
        client().onClose(() -> closed.addAndGet(100));
        client().onClose(null);
        client().onClose(closed::incrementAndGet);
        assertThat(closed).hasValue(0);

        client().abort("test");
        client().close();
        assertThat(closed).hasValue(1);

        client().onClose(closed::incrementAndGet);
        assertThat(closed).as("at once").hasValue(2);
    }

    @Test
    default void isClosedEvenIfTheOtherCannotBe() throws IOException {
        client().onClose(() -> {
            throw new IOException("broken");
        });

        server().shutdown();
        client().close();

        assertThat(client().isOpen()).isFalse();
    }
}
