package dev.weir.stream;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_16;
import static java.nio.charset.StandardCharsets.UTF_16LE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.ProtocolException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.channels.IllegalBlockingModeException;
import java.nio.channels.SocketChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Arrays;
import java.util.Random;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a stream promises, whatever it stands on. */
@Timeout(60)
abstract class TcpStreamContract {

    /** So that no close is cut short by a machine that is busy. */
    static final StreamOptions OPTIONS = StreamOptions.DEFAULT.withCloseTimeout(Background.PATIENCE);

    /** For a close that runs out of time. */
    static final StreamOptions HASTY =
            OPTIONS.withCloseTimeout(Duration.ofMillis(100)).withWriteTimeout(Duration.ofMillis(100));

    private static final Duration SHORT = Duration.ofMillis(20);
    private static final int LARGE = 300_000;

    @TempDir
    Path directory;

    private TcpStream client;
    private TcpStream server;

    /** Two streams connected to each other. */
    abstract Pipe connect(StreamOptions options) throws IOException;

    @BeforeEach
    void connect() throws IOException {
        use(OPTIONS);
    }

    @AfterEach
    void abort() {
        client.abort("the test is over");
        server.abort("the test is over");
    }

    private void use(StreamOptions options) throws IOException {
        if (client != null) {
            abort();
        }
        Pipe pair = connect(options);
        client = pair.client();
        server = pair.server();
    }

    // Reading

    @Test
    void readGivesWhatThePeerHasWritten() throws IOException {
        send(client, "hello");
        assertThat(read(server, 1024)).isEqualTo("hello");
    }

    @Test
    void readGivesNoMoreThanAskedForAndTheRestNextTime() throws IOException {
        send(client, "hello world");
        assertThat(read(server, 4)).isEqualTo("hell");
        assertThat(read(server, 3)).isEqualTo("o w");
        assertThat(read(server, 100)).isEqualTo("orld");
    }

    @Test
    void readFillsTheGivenPartOfAnArray() throws IOException {
        send(client, "abc");
        byte[] bytes = new byte[6];
        assertThat(server.read(bytes, 2, 2)).isEqualTo(2);
        assertThat(bytes).containsExactly(0, 0, 'a', 'b', 0, 0);
    }

    @Test
    void readAdvancesTheBufferDirectOrNot() throws IOException {
        send(client, "abcdef");
        ByteBuffer direct = ByteBuffer.allocateDirect(3);
        assertThat(server.read(direct)).isEqualTo(3);
        assertThat(direct.hasRemaining()).isFalse();
        ByteBuffer heap = ByteBuffer.allocate(10).position(1);
        assertThat(server.read(heap)).isEqualTo(3);
        assertThat(heap.position()).isEqualTo(4);
    }

    @Test
    void readGivesMinusOneAtTheEndAndEverAfter() throws IOException {
        send(client, "x");
        client.shutdown();
        assertThat(read(server, 10)).isEqualTo("x");
        for (int i = 0; i < 3; i++) {
            assertThat(server.read(new byte[10])).isEqualTo(-1);
            assertThat(server.read(ByteBuffer.allocateDirect(100_000))).isEqualTo(-1);
            assertThat(server.peek(new byte[1])).isEqualTo(-1);
            assertThat(server.readLine(UTF_8, 10)).isNull();
            assertThat(server.transferTo(discard())).isZero();
        }
    }

    @Test
    void readIntoNothingReadsNothing() throws IOException {
        assertThat(server.read(new byte[0])).isZero();
        assertThat(server.peek(new byte[0])).isZero();
        client.shutdown();
        assertThat(server.read(new byte[10])).isEqualTo(-1);
        assertThat(server.read(new byte[0])).isZero();
    }

    @Test
    void readRefusesAPartThatIsNotInTheArray() {
        assertThatExceptionOfType(IndexOutOfBoundsException.class).isThrownBy(() -> server.read(new byte[3], 2, 2));
        assertThatExceptionOfType(IndexOutOfBoundsException.class)
                .isThrownBy(() -> server.readFully(new byte[3], -1, 2));
    }

    @Test
    void byteByByteIsTheSameAsAllAtOnce() throws Exception {
        byte[] sent = random(1, 5_000);
        var writer = Background.run(() -> {
            client.writeAll(sent);
            client.shutdown();
        });
        var received = new ByteArrayOutputStream();
        byte[] one = new byte[1];
        while (server.read(one) == 1) {
            received.write(one);
        }
        writer.get();
        assertThat(received.toByteArray()).isEqualTo(sent);
    }

    @Test
    void readFullyWaitsForAllOfIt() throws Exception {
        byte[] sent = random(2, LARGE);
        var writer = Background.run(() -> {
            for (int i = 0; i < sent.length; i += 10_000) {
                client.writeAll(sent, i, 10_000);
                client.flush();
            }
        });
        byte[] received = new byte[sent.length];
        server.readFully(received);
        writer.get();
        assertThat(received).isEqualTo(sent);
        server.readFully(new byte[0]);
    }

    @Test
    void readFullySaysHowFarThePeerCame() throws IOException {
        send(client, "abc");
        client.shutdown();
        byte[] bytes = new byte[5];
        assertThatExceptionOfType(EOFException.class)
                .isThrownBy(() -> server.readFully(bytes))
                .withMessageContaining("3 of 5");
        assertThat(bytes).startsWith('a', 'b', 'c');
    }

    @Test
    void readFullyThatRunsOutOfTimeSaysHowFarItCame() throws IOException {
        send(client, "abc");
        byte[] bytes = new byte[5];
        assertThat(server.peek(bytes)).isEqualTo(3);
        server.readTimeout(SHORT);
        assertThatExceptionOfType(SocketTimeoutException.class)
                .isThrownBy(() -> server.readFully(bytes))
                .satisfies(e -> assertThat(e.bytesTransferred).isEqualTo(3));
        assertThat(bytes).startsWith('a', 'b', 'c');
        send(client, "de");
        server.readTimeout(Background.PATIENCE);
        server.readFully(bytes, 3, 2);
        assertThat(bytes).containsExactly('a', 'b', 'c', 'd', 'e');
    }

    @Test
    void peekShowsWhatTheNextReadGives() throws IOException {
        send(client, "hello");
        byte[] shown = new byte[3];
        assertThat(server.peek(shown)).isEqualTo(3);
        assertThat(shown).containsExactly('h', 'e', 'l');
        ByteBuffer again = ByteBuffer.allocateDirect(10);
        assertThat(server.peek(again)).isEqualTo(5);
        assertThat(server.peek(new byte[0])).isZero();
        assertThat(read(server, 10)).isEqualTo("hello");
        client.shutdown();
        assertThat(server.peek(new byte[3])).isEqualTo(-1);
    }

    // Lines

    @Test
    void readLineDropsTheEndOfALineInBothSpellings() throws IOException {
        send(client, "one\ntwo\r\n\n\r\nthree\rfour\nlast");
        client.shutdown();
        assertThat(server.readLine(UTF_8, 20)).isEqualTo("one");
        assertThat(server.readLine(UTF_8, 20)).isEqualTo("two");
        assertThat(server.readLine(UTF_8, 20)).isEmpty();
        assertThat(server.readLine(UTF_8, 20)).isEmpty();
        assertThat(server.readLine(UTF_8, 20)).isEqualTo("three\rfour");
        assertThat(server.readLine(UTF_8, 20)).isEqualTo("last");
        assertThat(server.readLine(UTF_8, 20)).isNull();
    }

    @Test
    void readLineLeavesWhatComesAfterTheLine() throws IOException {
        send(client, "GET\r\nbody");
        assertThat(server.readLine(US_ASCII, 10)).isEqualTo("GET");
        assertThat(read(server, 10)).isEqualTo("body");
    }

    @Test
    void readLineJoinsPiecesHoweverTheyArrive() throws Exception {
        var reader = Background.call(() -> server.readLine(UTF_8, 1_000_000));
        String line = "Grüße ".repeat(20_000);
        byte[] bytes = (line + "\r\n").getBytes(UTF_8);
        Random random = new Random(3);
        for (int from = 0; from < bytes.length; ) {
            int count = Math.min(bytes.length - from, 1 + random.nextInt(5_000));
            client.writeAll(bytes, from, count);
            client.flush();
            from += count;
        }
        assertThat(reader.get()).isEqualTo(line);
    }

    @Test
    void readLineJoinsALineSentByteByByte() throws Exception {
        var reader = Background.call(() -> server.readLine(UTF_8, 10));
        for (byte each : "0123456789\r\n".getBytes(UTF_8)) {
            client.writeAll(new byte[] {each});
            client.flush();
        }
        assertThat(reader.get()).isEqualTo("0123456789");
    }

    @ParameterizedTest
    @ValueSource(strings = {"12345\n", "12345\r\n", "12345"})
    void readLineTakesALineAsLongAsTheMaximum(String text) throws IOException {
        send(client, text);
        client.shutdown();
        assertThat(server.readLine(UTF_8, 5)).isEqualTo("12345");
        assertThat(server.readLine(UTF_8, 5)).isNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"123456\n", "123456\r\n", "12345\r6\n", "12345\r\r\n", "123456", "1234567890123456"})
    void readLineRefusesALineOneByteLonger(String text) throws IOException {
        send(client, text);
        client.shutdown();
        assertThatExceptionOfType(ProtocolException.class)
                .isThrownBy(() -> server.readLine(UTF_8, 5))
                .withMessageContaining("longer than 5 bytes");
    }

    @Test
    void readLineRefusesALongLineBeforeItsEndHasCome() throws IOException {
        send(client, "123456");
        server.readTimeout(Background.PATIENCE);
        assertThatExceptionOfType(ProtocolException.class).isThrownBy(() -> server.readLine(UTF_8, 5));
    }

    @Test
    void readLineThatRefusesALineHasConsumedSomeOfIt() throws IOException {
        send(client, "x".repeat(100) + "\n");
        client.shutdown();
        int refused = 0;
        String line = "";
        while (line != null) {
            try {
                line = server.readLine(UTF_8, 5);
            } catch (ProtocolException _) {
                refused++;
            }
        }
        assertThat(refused).isBetween(1, 100);
    }

    @Test
    void readLineTakesEmptyLinesOnlyWhereTheMaximumIsZero() throws IOException {
        send(client, "\r\nx\n");
        assertThat(server.readLine(UTF_8, 0)).isEmpty();
        assertThatExceptionOfType(ProtocolException.class).isThrownBy(() -> server.readLine(UTF_8, 0));
        assertThatIllegalArgumentException().isThrownBy(() -> server.readLine(UTF_8, -1));
    }

    @Test
    void readLineTakesAnyMaximum() throws IOException {
        send(client, "hello\n");
        assertThat(server.readLine(UTF_8, Integer.MAX_VALUE)).isEqualTo("hello");
    }

    @Test
    void readLineRefusesTenMegabytesWithoutKeepingThem() throws Exception {
        var writer = Background.run(() -> {
            byte[] chunk = new byte[100_000];
            Arrays.fill(chunk, (byte) 'x');
            for (int i = 0; i < 100; i++) {
                client.writeAll(chunk);
            }
        });
        assertThatExceptionOfType(ProtocolException.class).isThrownBy(() -> server.readLine(UTF_8, 8_192));
        server.abort("too long");
        assertThat(writer.failure()).isInstanceOf(IOException.class);
    }

    @Test
    void readLineDecodes() throws IOException {
        client.writeAll("ä€𝄞\n".getBytes(UTF_8));
        client.writeAll("äß\n".getBytes(ISO_8859_1));
        client.writeAll("日本\n".getBytes(Charset.forName("Shift_JIS")));
        client.flush();
        assertThat(server.readLine(UTF_8, 9)).isEqualTo("ä€𝄞");
        assertThat(server.readLine(ISO_8859_1, 2)).isEqualTo("äß");
        assertThat(server.readLine(Charset.forName("Shift_JIS"), 4)).isEqualTo("日本");
    }

    @Test
    void readLineRefusesCharsetsInWhichALineFeedIsNotOneByte() throws IOException {
        send(client, "ok\n");
        for (Charset charset : new Charset[] {UTF_16, UTF_16LE, Charset.forName("UTF-32"), Charset.forName("IBM037")}) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> server.readLine(charset, 10))
                    .withMessageContaining(charset.name());
        }
        assertThat(server.readLine(UTF_8, 10)).isEqualTo("ok");
    }

    // Time limits

    @Test
    void readThatRunsOutOfTimeLosesNothing() throws IOException {
        for (int i = 0; i < 3; i++) {
            server.readTimeout(SHORT);
            assertThatExceptionOfType(SocketTimeoutException.class).isThrownBy(() -> server.read(new byte[10_000]));
            assertThatExceptionOfType(SocketTimeoutException.class).isThrownBy(() -> server.peek(new byte[1]));
            send(client, "abc" + i);
            server.readTimeout(Background.PATIENCE);
            assertThat(readFully(server, 4)).isEqualTo("abc" + i);
        }
        client.shutdown();
        assertThat(server.read(new byte[1])).isEqualTo(-1);
    }

    @Test
    void readLineThatRunsOutOfTimeLosesNothing() throws IOException {
        server.readTimeout(SHORT);
        send(client, "hel");
        assertThatExceptionOfType(SocketTimeoutException.class).isThrownBy(() -> server.readLine(UTF_8, 10));
        send(client, "lo\r");
        assertThatExceptionOfType(SocketTimeoutException.class).isThrownBy(() -> server.readLine(UTF_8, 10));
        send(client, "\n");
        server.readTimeout(Background.PATIENCE);
        assertThat(server.readLine(UTF_8, 10)).isEqualTo("hello");
    }

    @Test
    void timedAndUntimedReadsMix() throws Exception {
        for (int round = 0; round < 5; round++) {
            server.readTimeout(SHORT);
            assertThatExceptionOfType(SocketTimeoutException.class).isThrownBy(() -> server.read(new byte[1]));
            server.readTimeout(Duration.ZERO);
            var reader = Background.call(() -> read(server, 100)).awaitBlocked();
            send(client, "untimed");
            assertThat(reader.get()).isEqualTo("untimed");
            server.readTimeout(Background.PATIENCE);
            send(client, "timed");
            assertThat(readFully(server, 5)).isEqualTo("timed");
        }
    }

    @Test
    void manyBytesComeThroughTimedReads() throws Exception {
        server.readTimeout(Background.PATIENCE);
        byte[] sent = random(4, LARGE);
        var writer = Background.run(() -> client.writeAll(sent));
        byte[] received = new byte[LARGE];
        ByteBuffer direct = ByteBuffer.allocateDirect(20_000);
        server.readFully(received, 0, 100);
        int from = 100;
        while (from < LARGE - 20_000) {
            int count = server.read(direct.clear());
            direct.flip().get(received, from, count);
            from += count;
        }
        server.readFully(received, from, LARGE - from);
        writer.get();
        assertThat(received).isEqualTo(sent);
    }

    @Test
    void readTimeoutIsNeverNegative() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> server.readTimeout(Duration.ofMillis(-1)))
                .withMessageContaining("-0.001");
    }

    @Test
    void readTimeoutMayBeLongerThanALifetime() throws IOException {
        server.readTimeout(Duration.ofSeconds(Long.MAX_VALUE));
        send(client, "x");
        assertThat(read(server, 1)).isEqualTo("x");
    }

    // Writing and flushing

    @Test
    void whatIsWrittenWaitsInTheBufferForAFlush() throws IOException {
        server.readTimeout(SHORT);
        client.writeAll("hello".getBytes(UTF_8));
        assertThatExceptionOfType(SocketTimeoutException.class).isThrownBy(() -> server.read(new byte[10]));
        client.flush();
        server.readTimeout(Background.PATIENCE);
        assertThat(read(server, 10)).isEqualTo("hello");
        client.flush();
    }

    @Test
    void writeTakesAllOfItAndAdvancesTheBuffer() throws IOException {
        ByteBuffer direct =
                ByteBuffer.allocateDirect(5).put("hello".getBytes(UTF_8)).flip();
        assertThat(client.write(direct)).isEqualTo(5);
        assertThat(direct.hasRemaining()).isFalse();
        assertThat(client.write("xworldx".getBytes(UTF_8), 1, 5)).isEqualTo(5);
        assertThat(client.write(new byte[0])).isZero();
        client.flush();
        assertThat(readFully(server, 10)).isEqualTo("helloworld");
    }

    @Test
    void writeRefusesAPartThatIsNotInTheArray() {
        assertThatExceptionOfType(IndexOutOfBoundsException.class).isThrownBy(() -> client.write(new byte[3], 2, 2));
    }

    @Test
    void writesGoOutWhenTheBufferIsFull() throws IOException {
        use(OPTIONS.withBufferSize(1_000));
        for (int i = 0; i < 10; i++) {
            client.writeAll(new byte[100]);
        }
        server.readTimeout(Background.PATIENCE);
        server.readFully(new byte[900]);
    }

    @Test
    void writesGoOutBeforeAReadBlocks() throws Exception {
        var asker = Background.call(() -> {
            client.writeAll("ping".getBytes(UTF_8));
            return readFully(client, 4);
        });
        assertThat(readFully(server, 4)).isEqualTo("ping");
        send(server, "pong");
        assertThat(asker.get()).isEqualTo("pong");
    }

    @Test
    void writesGoOutBeforeEveryKindOfRead() throws Exception {
        var asker = Background.run(() -> {
            client.writeAll(new byte[] {1});
            client.peek(new byte[1]);
            client.readFully(new byte[1]);
            client.writeAll(new byte[] {2});
            client.readLine(UTF_8, 10);
            client.writeAll(new byte[] {3});
            client.inputStream().read();
            client.writeAll(new byte[] {4});
            client.transferTo(discard());
        });
        server.readTimeout(Background.PATIENCE);
        for (int i = 1; i <= 4; i++) {
            assertThat(server.inputStream().read()).isEqualTo(i);
            send(server, "\n");
        }
        server.shutdown();
        asker.get();
    }

    @Test
    void writesGoOutOnShutdown() throws IOException {
        client.writeAll("bye".getBytes(UTF_8));
        client.shutdown();
        assertThat(readAll(server)).isEqualTo("bye");
    }

    @Test
    void writesGoOutOnClose() throws Exception {
        client.writeAll("bye".getBytes(UTF_8));
        var closer = Background.run(client::close);
        assertThat(readAll(server)).isEqualTo("bye");
        server.shutdown();
        closer.get();
    }

    @Test
    void aWriteGoesOutAtOnceWhileAnotherThreadWaitsInARead() throws Exception {
        var reader = Background.call(() -> client.read(new byte[1])).awaitBlocked();
        client.writeAll("now".getBytes(UTF_8));
        assertThat(readFully(server, 3)).isEqualTo("now");
        send(server, "x");
        assertThat(reader.get()).isEqualTo(1);
    }

    @Test
    void aWriteThatAnotherThreadLeftInTheBufferGoesOutWhenAReadBlocks() throws Exception {
        client.writeAll("left".getBytes(UTF_8));
        var reader = Background.call(() -> client.read(new byte[1]));
        assertThat(readFully(server, 4)).isEqualTo("left");
        send(server, "x");
        assertThat(reader.get()).isEqualTo(1);
    }

    /** Ping-pong between threads: a flush lost between a reader and a writer would leave both waiting. */
    @Test
    void noFlushIsLostBetweenAReaderAndAWriter() throws Exception {
        int rounds = 3_000;
        var echo = Background.run(() -> server.transferTo(server));
        var reader = Background.run(() -> client.readFully(new byte[rounds * 3]));
        for (int i = 0; i < rounds; i++) {
            client.writeAll(new byte[] {1, 2, 3});
        }
        reader.get();
        client.shutdown();
        echo.get();
    }

    /** The same, the writer waiting for the reader each time. */
    @Test
    void aWriterThatWaitsForTheReaderWaitsForNoFlush() throws Exception {
        var echo = Background.run(() -> server.transferTo(server));
        for (int i = 0; i < 1_000; i++) {
            var reader = Background.call(() -> client.read(new byte[10]));
            client.writeAll(new byte[] {1});
            assertThat(reader.get()).isEqualTo(1);
        }
        client.shutdown();
        echo.get();
    }

    @Test
    void smallAndLargeWritesKeepTheirOrder() throws Exception {
        var expected = new ByteArrayOutputStream();
        Random random = new Random(5);
        var reader = Background.call(() -> server.inputStream().readAllBytes());
        for (int i = 0; i < 300; i++) {
            byte[] bytes = random(i, random.nextBoolean() ? random.nextInt(50) : random.nextInt(40_000));
            expected.write(bytes);
            client.writeAll(bytes);
        }
        client.shutdown();
        assertThat(reader.get()).isEqualTo(expected.toByteArray());
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void bothDirectionsAtOnceInAnySizesArriveWhole(long seed) throws Exception {
        int[] bufferSizes = {1, 300, 4_096, 16_384};
        use(OPTIONS.withBufferSize(bufferSizes[(int) (seed % bufferSizes.length)]));
        int total = 1_000_000;
        var up = Background.call(() -> writeRandomly(client, seed, total));
        var down = Background.call(() -> writeRandomly(server, seed + 100, total));
        var upRead = Background.call(() -> readRandomly(server, seed + 200));
        var downRead = Background.call(() -> readRandomly(client, seed + 300));
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
    void writerBlockedByAPeerThatDoesNotReadDoesNotBlockTheReader() throws Exception {
        byte[] flood = random(6, 30_000_000);
        var writer = Background.run(() -> client.writeAll(flood)).awaitBlocked();
        for (int i = 0; i < 100; i++) {
            send(server, "still here");
            assertThat(readFully(client, 10)).isEqualTo("still here");
        }
        var reader = Background.call(() -> client.readLine(UTF_8, 10)).awaitBlocked();
        assertThat(writer.isDone()).isFalse();
        send(server, "on\n");
        assertThat(reader.get()).isEqualTo("on");
        byte[] received = new byte[flood.length];
        server.readFully(received);
        writer.get();
        assertThat(received).isEqualTo(flood);
    }

    // Half-close

    @Test
    void shutdownEndsOneDirectionOnly() throws IOException {
        client.shutdown();
        client.shutdown();
        client.shutdown(Half.WRITE);
        assertThat(server.read(new byte[1])).isEqualTo(-1);
        send(server, "still");
        assertThat(readFully(client, 5)).isEqualTo("still");
        server.shutdown();
        assertThat(client.read(new byte[1])).isEqualTo(-1);
        assertThat(client.isOpen()).isTrue();
    }

    @Test
    void writingAfterAShutdownThrows() throws IOException {
        client.shutdown();
        assertThatExceptionOfType(IOException.class)
                .isThrownBy(() -> client.writeAll(new byte[1]))
                .withMessageContaining("shut down");
        client.flush();
    }

    @Test
    void shutdownFromAnyThreadWaitsForAWriteThatIsGoingOn() throws Exception {
        byte[] flood = random(7, 30_000_000);
        var writer = Background.run(() -> client.writeAll(flood)).awaitBlocked();
        var shutdown = Background.run(client::shutdown).awaitBlocked();
        assertThat(server.inputStream().readAllBytes()).isEqualTo(flood);
        writer.get();
        shutdown.get();
    }

    @Test
    void endingTheInputWakesABlockedReader() throws Exception {
        var reader = Background.call(() -> server.read(new byte[10])).awaitBlocked();
        server.shutdown(Half.READ);
        server.shutdown(Half.READ);
        assertThat(reader.get()).isEqualTo(-1);
        assertThat(server.read(new byte[10])).isEqualTo(-1);
        send(server, "I may still write");
        assertThat(readFully(client, 17)).isEqualTo("I may still write");
    }

    @Test
    void endingTheInputWakesATimedReader() throws Exception {
        server.readTimeout(Background.PATIENCE);
        var reader = Background.call(() -> server.read(new byte[10])).awaitBlocked();
        server.shutdown(Half.READ);
        assertThat(reader.get()).isEqualTo(-1);
        assertThat(server.read(new byte[10])).isEqualTo(-1);
    }

    @Test
    void endingTheInputLeavesWhatIsBuffered() throws IOException {
        send(client, "one\ntwo\nthree");
        assertThat(server.readLine(UTF_8, 10)).isEqualTo("one");
        server.shutdown(Half.READ);
        assertThat(server.readLine(UTF_8, 10)).isEqualTo("two");
        assertThat(server.readLine(UTF_8, 10))
                .as("half a line is no line where this side has cut it off")
                .isNull();
        assertThat(readFully(server, 5)).isEqualTo("three");
        assertThat(server.read(new byte[1])).isEqualTo(-1);
    }

    @Test
    void aLineThatThisSideCutsOffIsNone() throws Exception {
        send(client, "QUIT");
        var reader = Background.call(() -> String.valueOf(server.readLine(UTF_8, 10)))
                .awaitBlocked();
        server.shutdown(Half.READ);
        assertThat(reader.get()).isEqualTo("null");
    }

    @Test
    void peekShowsMoreWhenMoreHasArrived() throws Exception {
        send(client, "one");
        byte[] shown = new byte[10];
        assertThat(server.peek(shown)).isEqualTo(3);
        send(client, " two");
        assertThat(server.peekFully(new byte[7])).isEqualTo(7);
        assertThat(server.peek(shown)).isEqualTo(7);
        assertThat(new String(shown, 0, 7, UTF_8)).isEqualTo("one two");
        assertThat(readFully(server, 7)).isEqualTo("one two");
    }

    @Test
    void peekFullyWaitsForAllOfItHoweverLong() throws Exception {
        byte[] shown = new byte[5_000];
        var peeker = Background.call(() -> server.peekFully(shown)).awaitBlocked();
        send(client, "x".repeat(2_000));
        send(client, "y".repeat(3_000));
        assertThat(peeker.get()).isEqualTo(5_000);
        assertThat(shown[4_999]).isEqualTo((byte) 'y');
        assertThat(readFully(server, 5_000)).startsWith("xx").endsWith("yy");
    }

    @Test
    void peekFullyShowsWhatThereIsWhereThePeerFinishes() throws IOException {
        send(client, "abc");
        client.shutdown();
        assertThat(server.peekFully(new byte[4])).isEqualTo(3);
        assertThat(readFully(server, 3)).isEqualTo("abc");
        assertThat(server.peekFully(new byte[4])).isEqualTo(-1);
    }

    @Test
    void nothingArrivesAfterTheInputWasEnded() throws IOException {
        server.shutdown(Half.READ);
        send(client, "too late");
        server.readTimeout(Background.PATIENCE);
        assertThat(server.read(new byte[10])).isEqualTo(-1);
    }

    // transferTo

    @Test
    void transferToItselfIsAnEcho() throws Exception {
        var echo = Background.call(() -> server.transferTo(server));
        byte[] sent = random(8, LARGE);
        var writer = Background.run(() -> {
            client.writeAll(sent);
            client.shutdown();
        });
        byte[] received = new byte[LARGE];
        client.readFully(received);
        writer.get();
        assertThat(received).isEqualTo(sent);
        assertThat(echo.get()).isEqualTo(LARGE);
    }

    @Test
    void transferToAnotherStreamFlushesIt() throws Exception {
        Pipe next = connect(OPTIONS);
        var relay = Background.call(() -> server.transferTo(next.client()));
        send(client, "through");
        assertThat(readFully(next.server(), 7)).isEqualTo("through");
        client.shutdown();
        assertThat(relay.get()).isEqualTo(7);
        next.client().abort("done");
        next.server().abort("done");
    }

    @Test
    void transferToKeepsTheOrderOfWhatWasBuffered() throws Exception {
        send(client, "first\nrest");
        client.shutdown();
        assertThat(server.readLine(UTF_8, 10)).isEqualTo("first");
        server.writeAll("greeting ".getBytes(UTF_8));
        assertThat(server.transferTo(server)).isEqualTo(4);
        assertThat(readFully(client, 13)).isEqualTo("greeting rest");
    }

    @Test
    void transferToAFile() throws Exception {
        byte[] sent = random(9, LARGE);
        var writer = Background.run(() -> {
            client.writeAll(sent);
            client.shutdown();
        });
        Path file = directory.resolve("received");
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            assertThat(server.transferTo(channel)).isEqualTo(LARGE);
        }
        writer.get();
        assertThat(Files.readAllBytes(file)).isEqualTo(sent);
    }

    @Test
    void transferToAnOutputStream() throws Exception {
        send(client, "hello");
        client.shutdown();
        var received = new ByteArrayOutputStream();
        assertThat(server.transferTo(Channels.newChannel(received))).isEqualTo(5);
        assertThat(received.toString(UTF_8)).isEqualTo("hello");
    }

    @Test
    void transferToATargetThatFailsKeepsWhatItDidNotTake() throws Exception {
        send(client, "hello");
        assertThatExceptionOfType(IOException.class)
                .isThrownBy(() -> server.transferTo(failingAfter(2)))
                .withMessage("full");
        assertThat(readFully(server, 3)).isEqualTo("llo");
    }

    @Test
    void transferToANonBlockingChannelIsRefused() throws Exception {
        var unconnected = SocketChannel.open();
        try (unconnected) {
            unconnected.configureBlocking(false);
            assertThatExceptionOfType(IllegalBlockingModeException.class)
                    .isThrownBy(() -> server.transferTo(unconnected));
        }
    }

    // Views

    @Test
    void inputViewReadsUnsignedBytes() throws IOException {
        client.writeAll(new byte[] {0, 127, (byte) 128, (byte) 255});
        client.shutdown();
        InputStream input = server.inputStream();
        assertThat(input.read()).isZero();
        assertThat(input.read()).isEqualTo(127);
        assertThat(input.read()).isEqualTo(128);
        assertThat(input.read()).isEqualTo(255);
        assertThat(input.read()).isEqualTo(-1);
        assertThat(input.read()).isEqualTo(-1);
        assertThat(input.read(new byte[5])).isEqualTo(-1);
        assertThat(input.read(new byte[5], 1, 0)).isZero();
    }

    @Test
    void inputViewKeepsTheContractOfItsType() throws IOException {
        send(client, "0123456789abcdefghij");
        client.shutdown();
        InputStream input = server.inputStream();
        assertThat(input.available()).isZero();
        assertThat(input.read()).isEqualTo('0');
        assertThat(input.available()).isEqualTo(19);
        assertThat(input.skip(3)).isEqualTo(3);
        assertThat(input.skip(0)).isZero();
        assertThat(input.skip(-1)).isZero();
        assertThat(new String(input.readNBytes(4), UTF_8)).isEqualTo("4567");
        input.skipNBytes(2);
        var rest = new ByteArrayOutputStream();
        assertThat(input.transferTo(rest)).isEqualTo(10);
        assertThat(rest.toString(UTF_8)).isEqualTo("abcdefghij");
        assertThat(input.available()).isZero();
        assertThat(input.skip(3)).isZero();
        assertThat(input.markSupported()).isFalse();
    }

    @Test
    void viewsRefuseWhatIsNotInTheArray() {
        InputStream input = server.inputStream();
        OutputStream output = server.outputStream();
        byte[] bytes = new byte[3];
        assertThatNullPointerException().isThrownBy(() -> input.read(null, 0, 1));
        assertThatNullPointerException().isThrownBy(() -> output.write(null, 0, 1));
        for (int[] part : new int[][] {{-1, 1}, {0, 4}, {3, 1}, {0, -1}, {1, Integer.MAX_VALUE}}) {
            assertThatExceptionOfType(IndexOutOfBoundsException.class)
                    .isThrownBy(() -> input.read(bytes, part[0], part[1]));
            assertThatExceptionOfType(IndexOutOfBoundsException.class)
                    .isThrownBy(() -> output.write(bytes, part[0], part[1]));
        }
    }

    @Test
    void availableDoesNotWaitForABlockedReader() throws Exception {
        var reader = Background.call(() -> server.read(new byte[1])).awaitBlocked();
        assertThat(server.inputStream().available()).isZero();
        send(client, "x");
        assertThat(reader.get()).isEqualTo(1);
    }

    @Test
    void outputViewSendsWhatIsFlushed() throws IOException {
        OutputStream output = client.outputStream();
        output.write('a');
        output.write(0x100 + 'b');
        output.write("xcdx".getBytes(UTF_8), 1, 2);
        output.write(new byte[0]);
        output.flush();
        assertThat(readFully(server, 4)).isEqualTo("abcd");
    }

    @Test
    void closingAViewClosesTheStream() throws Exception {
        OutputStream output = client.outputStream();
        InputStream input = client.inputStream();
        server.shutdown();
        output.write('x');
        output.close();
        assertThat(client.isOpen()).isFalse();
        input.close();
        output.close();
        output.flush();
        assertThat(readAll(server)).isEqualTo("x");
        assertThatExceptionOfType(IOException.class).isThrownBy(input::read);
        assertThatExceptionOfType(IOException.class).isThrownBy(() -> input.read(new byte[1]));
        assertThatExceptionOfType(IOException.class).isThrownBy(() -> output.write(1));
        server.inputStream().close();
        assertThat(server.isOpen()).isFalse();
    }

    // Close, abort, interrupt

    @Test
    void closeLetsThePeerReadEverythingAndThenTheEnd() throws Exception {
        byte[] sent = random(10, LARGE);
        var reader = Background.call(() -> server.inputStream().readAllBytes());
        server.shutdown();
        client.writeAll(sent);
        client.close();
        assertThat(reader.get()).isEqualTo(sent);
    }

    @Test
    void closeMayBeRepeated() throws IOException {
        server.shutdown();
        client.close();
        client.close();
        assertThat(client.isOpen()).isFalse();
        assertThat(server.isOpen()).isTrue();
    }

    @Test
    void nothingWorksOnceClosed() throws IOException {
        send(server, "unread");
        server.shutdown();
        client.close();
        for (Background.Action action : new Background.Action[] {
            () -> client.read(new byte[1]),
            () -> client.peek(new byte[1]),
            () -> client.readFully(new byte[1]),
            () -> client.readLine(UTF_8, 10),
            () -> client.transferTo(discard()),
            () -> client.write(new byte[1]),
            () -> client.writeAll(new byte[100_000]),
            () -> client.shutdown(),
            () -> client.shutdown(Half.READ)
        }) {
            assertThatExceptionOfType(StreamClosedException.class)
                    .isThrownBy(action::run)
                    .withMessageContaining("stream " + client.id())
                    .withMessageContaining("closed by this side");
        }
    }

    @Test
    void closeEndsABlockedRead() throws Exception {
        var reader = Background.call(() -> client.read(new byte[1])).awaitBlocked();
        client.close();
        assertThat(reader.failure())
                .isInstanceOf(StreamClosedException.class)
                .hasMessageContaining("closed by this side");
        assertThat(server.read(new byte[1])).isEqualTo(-1);
    }

    @Test
    void closeEndsABlockedTimedRead() throws Exception {
        client.readTimeout(Background.PATIENCE);
        var reader = Background.call(() -> client.read(new byte[1])).awaitBlocked();
        client.close();
        assertThat(reader.failure()).isInstanceOf(StreamClosedException.class);
    }

    @Test
    void closeEndsABlockedWriteAtOnce() throws Exception {
        use(OPTIONS.withCloseTimeout(Duration.ofHours(1)));
        var writer = Background.run(() -> client.writeAll(new byte[30_000_000])).awaitBlocked();
        client.close();
        assertThat(writer.failure())
                .isInstanceOf(StreamClosedException.class)
                .hasMessageContaining("closed by this side");
    }

    @Test
    void closeWaitsForAPeerThatDoesNotReadAsLongAsItsTimeout() throws Exception {
        use(HASTY.withBufferSize(LARGE * 200));
        client.writeAll(new byte[LARGE * 100]);
        assertThatExceptionOfType(SocketTimeoutException.class)
                .isThrownBy(client::close)
                .withMessageContaining("stream " + client.id())
                .withMessageContaining("PT0.1S");
        assertThat(client.isOpen()).isFalse();
    }

    @Test
    void abortEndsACloseThatWaitsForThePeerToRead() throws Exception {
        use(OPTIONS.withBufferSize(LARGE * 200).withCloseTimeout(Duration.ofHours(1)));
        client.writeAll(new byte[LARGE * 100]);
        var closer = Background.run(client::close).awaitBlocked();
        client.abort("enough");
        assertThat(closer.failure()).isInstanceOf(StreamClosedException.class);
    }

    @Test
    void interruptingACloseThatWaitsEndsIt() throws Exception {
        use(OPTIONS.withBufferSize(LARGE * 200).withCloseTimeout(Duration.ofHours(1)));
        client.writeAll(new byte[LARGE * 100]);
        var closer = Background.run(client::close).awaitBlocked();
        closer.interrupt();
        assertThat(closer.failure()).isInstanceOf(StreamClosedException.class);
        assertThat(closer.wasInterruptedAtEnd()).isTrue();
    }

    @Test
    void closeFlushesWhatAnotherThreadIsFlushingForAReader() throws Exception {
        for (int i = 0; i < 50; i++) {
            client.writeAll("last words".getBytes(UTF_8));
            var reader = Background.call(() -> client.read(new byte[1]));
            var closer = Background.run(client::close);
            assertThat(readAll(server)).isEqualTo("last words");
            server.abort("done");
            closer.get();
            assertThat(reader.failure()).isInstanceOf(StreamClosedException.class);
            use(OPTIONS);
        }
    }

    @Test
    void abortGivesItsReasonToEveryone() throws Exception {
        var reader = Background.call(() -> client.read(new byte[1])).awaitBlocked();
        var writer = Background.run(() -> client.writeAll(new byte[30_000_000])).awaitBlocked();
        client.abort("idle for too long");
        client.abort("another reason");
        for (var each : new Background<?>[] {reader, writer}) {
            assertThat(each.failure())
                    .isInstanceOf(StreamClosedException.class)
                    .hasMessage("stream " + client.id() + " is closed: idle for too long");
        }
        assertThatExceptionOfType(StreamClosedException.class)
                .isThrownBy(() -> client.read(new byte[1]))
                .withMessageContaining("idle for too long");
        client.close();
        assertThat(client.isOpen()).isFalse();
    }

    @Test
    void abortDoesNotSendWhatIsBuffered() throws Exception {
        client.writeAll("never mind".getBytes(UTF_8));
        client.abort("changed my mind");
        assertThat(readAll(server)).isEmpty();
    }

    @Test
    void interruptingAReaderClosesAndKeepsTheFlag() throws Exception {
        var reader = Background.call(() -> client.read(new byte[1])).awaitBlocked();
        reader.interrupt();
        assertInterrupted(reader);
        assertThat(server.read(new byte[1])).isEqualTo(-1);
    }

    @Test
    void interruptingATimedReaderClosesAndKeepsTheFlag() throws Exception {
        client.readTimeout(Background.PATIENCE);
        var reader = Background.call(() -> client.read(new byte[1])).awaitBlocked();
        reader.interrupt();
        assertInterrupted(reader);
    }

    @Test
    void interruptingAWriterClosesAndKeepsTheFlag() throws Exception {
        var writer = Background.run(() -> client.writeAll(new byte[30_000_000])).awaitBlocked();
        writer.interrupt();
        assertInterrupted(writer);
    }

    @Test
    void interruptingOneWhoWaitsBehindAWriterClosesAndKeepsTheFlag() throws Exception {
        var writer = Background.run(() -> client.writeAll(new byte[30_000_000])).awaitBlocked();
        var waiting = Background.run(client::shutdown).awaitBlocked();
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
        assertThat(client.isOpen()).isFalse();
        assertThatExceptionOfType(ClosedChannelException.class).isThrownBy(() -> client.read(new byte[1]));
    }

    @Test
    void aThreadThatWasInterruptedBeforeMayStillCloseInOrder() throws Exception {
        send(server, "unread");
        var closer = Background.run(() -> {
            client.writeAll("last words".getBytes(UTF_8));
            Thread.currentThread().interrupt();
            client.close();
        });
        assertThat(readAll(server)).isEqualTo("last words");
        server.shutdown();
        closer.get();
        assertThat(closer.wasInterruptedAtEnd()).isTrue();
    }

    // Identity

    @Test
    void everyStreamHasItsOwnNumberAndSaysSo() {
        assertThat(client.id()).isPositive().isNotEqualTo(server.id());
        assertThat(client.toString()).startsWith("stream " + client.id() + " (");
    }

    @Test
    void addressesOutliveTheStream() throws IOException {
        var remote = server.remoteAddress();
        var local = server.localAddress();
        client.shutdown();
        server.close();
        assertThat(server.remoteAddress()).isEqualTo(remote);
        assertThat(server.peerAddress()).isEqualTo(remote);
        assertThat(server.localAddress()).isEqualTo(local);
        assertThat(server.tls()).isEmpty();
    }

    // Means

    static void send(TcpStream stream, String text) throws IOException {
        stream.writeAll(text.getBytes(UTF_8));
        stream.flush();
    }

    static String read(TcpStream stream, int max) throws IOException {
        byte[] bytes = new byte[max];
        int count = stream.read(bytes);
        return new String(bytes, 0, count, UTF_8);
    }

    static String readFully(TcpStream stream, int length) throws IOException {
        byte[] bytes = new byte[length];
        stream.readFully(bytes);
        return new String(bytes, UTF_8);
    }

    static String readAll(TcpStream stream) throws IOException {
        return new String(stream.inputStream().readAllBytes(), UTF_8);
    }

    static byte[] random(long seed, int length) {
        byte[] bytes = new byte[length];
        new Random(seed).nextBytes(bytes);
        return bytes;
    }

    private static WritableByteChannel discard() {
        return Channels.newChannel(OutputStream.nullOutputStream());
    }

    private static WritableByteChannel failingAfter(int bytes) {
        return new WritableByteChannel() {
            private int left = bytes;

            @Override
            public int write(ByteBuffer source) throws IOException {
                if (left == 0) {
                    throw new IOException("full");
                }
                left--;
                source.get();
                return 1;
            }

            @Override
            public boolean isOpen() {
                return true;
            }

            @Override
            public void close() {}
        };
    }
}
