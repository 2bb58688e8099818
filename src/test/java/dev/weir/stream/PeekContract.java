package dev.weir.stream;

import static dev.weir.stream.ConnectedStreams.read;
import static dev.weir.stream.ConnectedStreams.readFully;
import static dev.weir.stream.ConnectedStreams.send;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

/** Looking at bytes without consuming them. */
interface PeekContract extends ConnectedStreams {

    @Test
    default void peekShowsWhatTheNextReadGives() throws IOException {
        send(client(), "hello");
        byte[] shown = new byte[3];
        assertThat(server().peek(shown)).isEqualTo(3);
        assertThat(shown).containsExactly('h', 'e', 'l');
        ByteBuffer again = ByteBuffer.allocateDirect(10);
        assertThat(server().peek(again)).isEqualTo(5);
        assertThat(server().peek(new byte[0])).isZero();
        assertThat(read(server(), 10)).isEqualTo("hello");
        client().shutdown();
        assertThat(server().peek(new byte[3])).isEqualTo(-1);
    }

    @Test
    default void peekShowsMoreWhenMoreHasArrived() throws Exception {
        send(client(), "one");
        byte[] shown = new byte[10];
        assertThat(server().peek(shown)).isEqualTo(3);
        send(client(), " two");
        assertThat(server().peekFully(new byte[7])).isEqualTo(7);
        assertThat(server().peek(shown)).isEqualTo(7);
        assertThat(new String(shown, 0, 7, UTF_8)).isEqualTo("one two");
        assertThat(readFully(server(), 7)).isEqualTo("one two");
    }

    @Test
    default void peekFullyWaitsForAllOfItHoweverLong() throws Exception {
        byte[] shown = new byte[5_000];
        var peeker = Background.call(() -> server().peekFully(shown)).awaitBlocked();
        send(client(), "x".repeat(2_000));
        send(client(), "y".repeat(3_000));
        assertThat(peeker.get()).isEqualTo(5_000);
        assertThat(shown[4_999]).isEqualTo((byte) 'y');
        assertThat(readFully(server(), 5_000)).startsWith("xx").endsWith("yy");
    }

    @Test
    default void peekFullyShowsWhatThereIsWhereThePeerFinishes() throws IOException {
        send(client(), "abc");
        client().shutdown();
        assertThat(server().peekFully(new byte[4])).isEqualTo(3);
        assertThat(readFully(server(), 3)).isEqualTo("abc");
        assertThat(server().peekFully(new byte[4])).isEqualTo(-1);
    }
}
