package dev.weir.stream;

import static dev.weir.stream.ConnectedStreams.random;
import static dev.weir.stream.ConnectedStreams.read;
import static dev.weir.stream.ConnectedStreams.readFully;
import static dev.weir.stream.ConnectedStreams.send;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** The limit of a single read. */
interface ReadTimeoutContract extends ConnectedStreams {

    @Test
    default void readThatRunsOutOfTimeLosesNothing() throws IOException {
        for (int i = 0; i < 3; i++) {
            server().readTimeout(SHORT);
            assertThatExceptionOfType(SocketTimeoutException.class).isThrownBy(() -> server().read(new byte[10_000]));
            assertThatExceptionOfType(SocketTimeoutException.class).isThrownBy(() -> server().peek(new byte[1]));
            send(client(), "abc" + i);
            server().readTimeout(Background.PATIENCE);
            assertThat(readFully(server(), 4)).isEqualTo("abc" + i);
        }
        client().shutdown();
        assertThat(server().read(new byte[1])).isEqualTo(-1);
    }

    @Test
    default void readLineThatRunsOutOfTimeLosesNothing() throws IOException {
        server().readTimeout(SHORT);
        send(client(), "hel");
        assertThatExceptionOfType(SocketTimeoutException.class).isThrownBy(() -> server().readLine(UTF_8, 10));
        send(client(), "lo\r");
        assertThatExceptionOfType(SocketTimeoutException.class).isThrownBy(() -> server().readLine(UTF_8, 10));
        send(client(), "\n");
        server().readTimeout(Background.PATIENCE);
        assertThat(server().readLine(UTF_8, 10)).isEqualTo("hello");
    }

    @Test
    default void timedAndUntimedReadsMix() throws Exception {
        for (int round = 0; round < 5; round++) {
            server().readTimeout(SHORT);
            assertThatExceptionOfType(SocketTimeoutException.class).isThrownBy(() -> server().read(new byte[1]));
            server().readTimeout(Duration.ZERO);
            var reader = Background.call(() -> read(server(), 100)).awaitBlocked();
            send(client(), "untimed");
            assertThat(reader.get()).isEqualTo("untimed");
            server().readTimeout(Background.PATIENCE);
            send(client(), "timed");
            assertThat(readFully(server(), 5)).isEqualTo("timed");
        }
    }

    @Test
    default void manyBytesComeThroughTimedReads() throws Exception {
        server().readTimeout(Background.PATIENCE);
        byte[] sent = random(4, LARGE);
        var writer = Background.run(() -> client().writeAll(sent));
        byte[] received = new byte[LARGE];
        ByteBuffer direct = ByteBuffer.allocateDirect(20_000);
        server().readFully(received, 0, 100);
        int from = 100;
        while (from < LARGE - 20_000) {
            int count = server().read(direct.clear());
            direct.flip().get(received, from, count);
            from += count;
        }
        server().readFully(received, from, LARGE - from);
        writer.get();
        assertThat(received).isEqualTo(sent);
    }

    @Test
    default void readTimeoutIsNeverNegative() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> server().readTimeout(Duration.ofMillis(-1)))
                .withMessageContaining("-0.001");
    }

    @Test
    default void readTimeoutMayBeLongerThanALifetime() throws IOException {
        server().readTimeout(Duration.ofSeconds(Long.MAX_VALUE));
        send(client(), "x");
        assertThat(read(server(), 1)).isEqualTo("x");
    }
}
