package dev.weir.stream;

import static dev.weir.stream.ConnectedStreams.random;
import static dev.weir.stream.ConnectedStreams.readFully;
import static dev.weir.stream.ConnectedStreams.send;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Random;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Reading and writing at the same time. */
interface DuplexContract extends ConnectedStreams {

    /** Ping-pong between threads: a flush lost between a reader and a writer would leave both waiting. */
    @Test
    default void noFlushIsLostBetweenAReaderAndAWriter() throws Exception {
        int rounds = 3_000;
        var echo = Background.run(() -> server().transferTo(server()));
        var reader = Background.run(() -> client().readFully(new byte[rounds * 3]));
        for (int i = 0; i < rounds; i++) {
            client().writeAll(new byte[] {1, 2, 3});
        }
        reader.get();
        client().shutdown();
        echo.get();
    }

    /** The same, the writer waiting for the reader each time. */
    @Test
    default void aWriterThatWaitsForTheReaderWaitsForNoFlush() throws Exception {
        var echo = Background.run(() -> server().transferTo(server()));
        for (int i = 0; i < 1_000; i++) {
            var reader = Background.call(() -> client().read(new byte[10]));
            client().writeAll(new byte[] {1});
            assertThat(reader.get()).isEqualTo(1);
        }
        client().shutdown();
        echo.get();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    default void bothDirectionsAtOnceInAnySizesArriveWhole(long seed) throws Exception {
        int[] bufferSizes = {1, 300, 4_096, 16_384};
        reconnect(OPTIONS.withBufferSize(bufferSizes[(int) (seed % bufferSizes.length)]));
        int total = 1_000_000;
        var up = Background.call(() -> writeRandomly(client(), seed, total));
        var down = Background.call(() -> writeRandomly(server(), seed + 100, total));
        var upRead = Background.call(() -> readRandomly(server(), seed + 200));
        var downRead = Background.call(() -> readRandomly(client(), seed + 300));
        assertThat(upRead.get()).isEqualTo(up.get());
        assertThat(downRead.get()).isEqualTo(down.get());
    }

    private static long writeRandomly(TcpStream stream, long seed, int total) throws IOException {
        Random random = new Random(seed);
        CRC32C checksum = new CRC32C();
        OutputStream view = stream.outputStream();
        for (int left = total; left > 0; ) {
            byte[] bytes =
                    new byte[Math.min(left, random.nextInt(4) > 0 ? random.nextInt(400) : random.nextInt(60_000))];
            random.nextBytes(bytes);
            checksum.update(bytes);
            left -= bytes.length;
            switch (random.nextInt(5)) {
                case 0 ->
                    stream.writeAll(
                            ByteBuffer.allocateDirect(bytes.length).put(bytes).flip());
                case 1 -> view.write(bytes);
                case 2 -> {
                    stream.writeAll(bytes);
                    stream.flush();
                }
                default -> stream.writeAll(bytes);
            }
        }
        stream.shutdown();
        return checksum.getValue();
    }

    private static long readRandomly(TcpStream stream, long seed) throws IOException {
        Random random = new Random(seed);
        CRC32C checksum = new CRC32C();
        InputStream view = stream.inputStream();
        while (true) {
            byte[] bytes = new byte[random.nextInt(4) > 0 ? 1 + random.nextInt(600) : 1 + random.nextInt(60_000)];
            int count;
            switch (random.nextInt(5)) {
                case 0 -> {
                    ByteBuffer direct = ByteBuffer.allocateDirect(bytes.length);
                    count = stream.read(direct);
                    direct.flip().get(bytes, 0, Math.max(0, count));
                }
                case 1 -> {
                    byte[] shown = new byte[bytes.length];
                    int peeked = stream.peek(shown);
                    count = stream.read(bytes);
                    assertThat(count).isGreaterThanOrEqualTo(peeked);
                    assertThat(Arrays.copyOf(bytes, Math.max(0, peeked)))
                            .isEqualTo(Arrays.copyOf(shown, Math.max(0, peeked)));
                }
                case 2 -> {
                    count = view.read();
                    if (count >= 0) {
                        bytes[0] = (byte) count;
                        count = 1;
                    }
                }
                default -> count = stream.read(bytes);
            }
            if (count < 0) {
                return checksum.getValue();
            }
            checksum.update(bytes, 0, count);
        }
    }

    @Test
    default void writerBlockedByAPeerThatDoesNotReadDoesNotBlockTheReader() throws Exception {
        byte[] flood = random(6, flood());
        var writer = Background.run(() -> client().writeAll(flood)).awaitBlocked();
        for (int i = 0; i < 100; i++) {
            send(server(), "still here");
            assertThat(readFully(client(), 10)).isEqualTo("still here");
        }
        var reader = Background.call(() -> client().readLine(UTF_8, 10)).awaitBlocked();
        assertThat(writer.isDone()).isFalse();
        send(server(), "on\n");
        assertThat(reader.get()).isEqualTo("on");
        byte[] received = new byte[flood.length];
        server().readFully(received);
        writer.get();
        assertThat(received).isEqualTo(flood);
    }
}
