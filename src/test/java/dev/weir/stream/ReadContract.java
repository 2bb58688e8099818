package dev.weir.stream;

import static dev.weir.stream.ConnectedStreams.discard;
import static dev.weir.stream.ConnectedStreams.random;
import static dev.weir.stream.ConnectedStreams.read;
import static dev.weir.stream.ConnectedStreams.send;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

/** Reading bytes, in part and in full. */
interface ReadContract extends ConnectedStreams {

    @Test
    default void readGivesWhatThePeerHasWritten() throws IOException {
        send(client(), "hello");
        assertThat(read(server(), 1024)).isEqualTo("hello");
    }

    @Test
    default void readGivesNoMoreThanAskedForAndTheRestNextTime() throws IOException {
        send(client(), "hello world");
        assertThat(read(server(), 4)).isEqualTo("hell");
        assertThat(read(server(), 3)).isEqualTo("o w");
        assertThat(read(server(), 100)).isEqualTo("orld");
    }

    @Test
    default void readFillsTheGivenPartOfAnArray() throws IOException {
        send(client(), "abc");
        byte[] bytes = new byte[6];
        assertThat(server().read(bytes, 2, 2)).isEqualTo(2);
        assertThat(bytes).containsExactly(0, 0, 'a', 'b', 0, 0);
    }

    @Test
    default void readAdvancesTheBufferDirectOrNot() throws IOException {
        send(client(), "abcdef");
        ByteBuffer direct = ByteBuffer.allocateDirect(3);
        assertThat(server().read(direct)).isEqualTo(3);
        assertThat(direct.hasRemaining()).isFalse();
        ByteBuffer heap = ByteBuffer.allocate(10).position(1);
        assertThat(server().read(heap)).isEqualTo(3);
        assertThat(heap.position()).isEqualTo(4);
    }

    @Test
    default void readGivesMinusOneAtTheEndAndEverAfter() throws IOException {
        send(client(), "x");
        client().shutdown();
        assertThat(read(server(), 10)).isEqualTo("x");
        for (int i = 0; i < 3; i++) {
            assertThat(server().read(new byte[10])).isEqualTo(-1);
            assertThat(server().read(ByteBuffer.allocateDirect(100_000))).isEqualTo(-1);
            assertThat(server().peek(new byte[1])).isEqualTo(-1);
            assertThat(server().readLine(UTF_8, 10)).isNull();
            assertThat(server().transferTo(discard())).isZero();
        }
    }

    @Test
    default void readIntoNothingReadsNothing() throws IOException {
        assertThat(server().read(new byte[0])).isZero();
        assertThat(server().peek(new byte[0])).isZero();
        client().shutdown();
        assertThat(server().read(new byte[10])).isEqualTo(-1);
        assertThat(server().read(new byte[0])).isZero();
    }

    @Test
    default void readRefusesAPartThatIsNotInTheArray() {
        assertThatExceptionOfType(IndexOutOfBoundsException.class).isThrownBy(() -> server().read(new byte[3], 2, 2));
        assertThatExceptionOfType(IndexOutOfBoundsException.class)
                .isThrownBy(() -> server().readFully(new byte[3], -1, 2));
    }

    @Test
    default void byteByByteIsTheSameAsAllAtOnce() throws Exception {
        byte[] sent = random(1, 5_000);
        var writer = Background.run(() -> {
            client().writeAll(sent);
            client().shutdown();
        });
        var received = new ByteArrayOutputStream();
        byte[] one = new byte[1];
        while (server().read(one) == 1) {
            received.write(one);
        }
        writer.get();
        assertThat(received.toByteArray()).isEqualTo(sent);
    }

    @Test
    default void readFullyWaitsForAllOfIt() throws Exception {
        byte[] sent = random(2, LARGE);
        var writer = Background.run(() -> {
            for (int i = 0; i < sent.length; i += 10_000) {
                client().writeAll(sent, i, 10_000);
                client().flush();
            }
        });
        byte[] received = new byte[sent.length];
        server().readFully(received);
        writer.get();
        assertThat(received).isEqualTo(sent);
        server().readFully(new byte[0]);
    }

    @Test
    default void readFullySaysHowFarThePeerCame() throws IOException {
        send(client(), "abc");
        client().shutdown();
        byte[] bytes = new byte[5];
        assertThatExceptionOfType(EOFException.class)
                .isThrownBy(() -> server().readFully(bytes))
                .withMessageContaining("3 of 5");
        assertThat(bytes).startsWith('a', 'b', 'c');
    }

    @Test
    default void readFullyThatRunsOutOfTimeSaysHowFarItCame() throws IOException {
        send(client(), "abc");
        byte[] bytes = new byte[5];
        assertThat(server().peek(bytes)).isEqualTo(3);
        server().readTimeout(SHORT);
        assertThatExceptionOfType(SocketTimeoutException.class)
                .isThrownBy(() -> server().readFully(bytes))
                .satisfies(e -> assertThat(e.bytesTransferred).isEqualTo(3));
        assertThat(bytes).startsWith('a', 'b', 'c');
        send(client(), "de");
        server().readTimeout(Background.PATIENCE);
        server().readFully(bytes, 3, 2);
        assertThat(bytes).containsExactly('a', 'b', 'c', 'd', 'e');
    }
}
