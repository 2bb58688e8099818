package dev.weir.stream;

import static dev.weir.stream.ConnectedStreams.discard;
import static dev.weir.stream.ConnectedStreams.random;
import static dev.weir.stream.ConnectedStreams.read;
import static dev.weir.stream.ConnectedStreams.readAll;
import static dev.weir.stream.ConnectedStreams.readFully;
import static dev.weir.stream.ConnectedStreams.send;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Writing, the buffer, and when it is sent. */
interface WriteContract extends ConnectedStreams {

    @Test
    default void whatIsWrittenWaitsInTheBufferForAFlush() throws IOException {
        server().readTimeout(SHORT);
        client().writeAll("hello".getBytes(UTF_8));
        assertThatExceptionOfType(SocketTimeoutException.class).isThrownBy(() -> server().read(new byte[10]));
        client().flush();
        server().readTimeout(Background.PATIENCE);
        assertThat(read(server(), 10)).isEqualTo("hello");
        client().flush();
    }

    @Test
    default void writeTakesAllOfItAndAdvancesTheBuffer() throws IOException {
        ByteBuffer direct =
                ByteBuffer.allocateDirect(5).put("hello".getBytes(UTF_8)).flip();
        assertThat(client().write(direct)).isEqualTo(5);
        assertThat(direct.hasRemaining()).isFalse();
        assertThat(client().write("xworldx".getBytes(UTF_8), 1, 5)).isEqualTo(5);
        assertThat(client().write(new byte[0])).isZero();
        client().flush();
        assertThat(readFully(server(), 10)).isEqualTo("helloworld");
    }

    @Test
    default void writeRefusesAPartThatIsNotInTheArray() {
        assertThatExceptionOfType(IndexOutOfBoundsException.class).isThrownBy(() -> client().write(new byte[3], 2, 2));
    }

    @Test
    default void writesGoOutWhenTheBufferIsFull() throws IOException {
        reconnect(OPTIONS.withBufferSize(1_000));
        for (int i = 0; i < 10; i++) {
            client().writeAll(new byte[100]);
        }
        server().readTimeout(Background.PATIENCE);
        server().readFully(new byte[900]);
    }

    @Test
    default void writesGoOutBeforeAReadBlocks() throws Exception {
        var asker = Background.call(() -> {
            client().writeAll("ping".getBytes(UTF_8));
            return readFully(client(), 4);
        });
        assertThat(readFully(server(), 4)).isEqualTo("ping");
        send(server(), "pong");
        assertThat(asker.get()).isEqualTo("pong");
    }

    @Test
    default void writesGoOutBeforeEveryKindOfRead() throws Exception {
        var asker = Background.run(() -> {
            client().writeAll(new byte[] {1});
            client().peek(new byte[1]);
            client().readFully(new byte[1]);
            client().writeAll(new byte[] {2});
            client().readLine(UTF_8, 10);
            client().writeAll(new byte[] {3});
            client().inputStream().read();
            client().writeAll(new byte[] {4});
            client().transferTo(discard());
        });
        server().readTimeout(Background.PATIENCE);
        for (int i = 1; i <= 4; i++) {
            assertThat(server().inputStream().read()).isEqualTo(i);
            send(server(), "\n");
        }
        server().shutdown();
        asker.get();
    }

    @Test
    default void writesGoOutOnShutdown() throws IOException {
        client().writeAll("bye".getBytes(UTF_8));
        client().shutdown();
        assertThat(readAll(server())).isEqualTo("bye");
    }

    @Test
    default void writesGoOutOnClose() throws Exception {
        client().writeAll("bye".getBytes(UTF_8));
        var closer = Background.run(client()::close);
        assertThat(readAll(server())).isEqualTo("bye");
        server().shutdown();
        closer.get();
    }

    @Test
    default void aWriteGoesOutAtOnceWhileAnotherThreadWaitsInARead() throws Exception {
        var reader = Background.call(() -> client().read(new byte[1])).awaitBlocked();
        client().writeAll("now".getBytes(UTF_8));
        assertThat(readFully(server(), 3)).isEqualTo("now");
        send(server(), "x");
        assertThat(reader.get()).isEqualTo(1);
    }

    @Test
    default void aWriteThatAnotherThreadLeftInTheBufferGoesOutWhenAReadBlocks() throws Exception {
        client().writeAll("left".getBytes(UTF_8));
        var reader = Background.call(() -> client().read(new byte[1]));
        assertThat(readFully(server(), 4)).isEqualTo("left");
        send(server(), "x");
        assertThat(reader.get()).isEqualTo(1);
    }

    @Test
    default void smallAndLargeWritesKeepTheirOrder() throws Exception {
        var expected = new ByteArrayOutputStream();
        Random random = new Random(5);
        var reader = Background.call(() -> server().inputStream().readAllBytes());
        for (int i = 0; i < 300; i++) {
            byte[] bytes = random(i, random.nextBoolean() ? random.nextInt(50) : random.nextInt(40_000));
            expected.write(bytes);
            client().writeAll(bytes);
        }
        client().shutdown();
        assertThat(reader.get()).isEqualTo(expected.toByteArray());
    }
}
