package dev.weir.stream;

import static dev.weir.stream.ConnectedStreams.read;
import static dev.weir.stream.ConnectedStreams.send;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_16;
import static java.nio.charset.StandardCharsets.UTF_16LE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.IOException;
import java.net.ProtocolException;
import java.nio.charset.Charset;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Reading lines. */
interface LineContract extends ConnectedStreams {

    @Test
    default void readLineDropsTheEndOfALineInBothSpellings() throws IOException {
        send(client(), "one\ntwo\r\n\n\r\nthree\rfour\nlast");
        client().shutdown();
        assertThat(server().readLine(UTF_8, 20)).isEqualTo("one");
        assertThat(server().readLine(UTF_8, 20)).isEqualTo("two");
        assertThat(server().readLine(UTF_8, 20)).isEmpty();
        assertThat(server().readLine(UTF_8, 20)).isEmpty();
        assertThat(server().readLine(UTF_8, 20)).isEqualTo("three\rfour");
        assertThat(server().readLine(UTF_8, 20)).isEqualTo("last");
        assertThat(server().readLine(UTF_8, 20)).isNull();
    }

    @Test
    default void readLineLeavesWhatComesAfterTheLine() throws IOException {
        send(client(), "GET\r\nbody");
        assertThat(server().readLine(US_ASCII, 10)).isEqualTo("GET");
        assertThat(read(server(), 10)).isEqualTo("body");
    }

    @Test
    default void readLineJoinsPiecesHoweverTheyArrive() throws Exception {
        var reader = Background.call(() -> server().readLine(UTF_8, 1_000_000));
        String line = "Grüße ".repeat(20_000);
        byte[] bytes = (line + "\r\n").getBytes(UTF_8);
        Random random = new Random(3);
        for (int from = 0; from < bytes.length; ) {
            int count = Math.min(bytes.length - from, 1 + random.nextInt(5_000));
            client().writeAll(bytes, from, count);
            client().flush();
            from += count;
        }
        assertThat(reader.get()).isEqualTo(line);
    }

    @Test
    default void readLineJoinsALineSentByteByByte() throws Exception {
        var reader = Background.call(() -> server().readLine(UTF_8, 10));
        for (byte each : "0123456789\r\n".getBytes(UTF_8)) {
            client().writeAll(new byte[] {each});
            client().flush();
        }
        assertThat(reader.get()).isEqualTo("0123456789");
    }

    @ParameterizedTest
    @ValueSource(strings = {"12345\n", "12345\r\n", "12345"})
    default void readLineTakesALineAsLongAsTheMaximum(String text) throws IOException {
        send(client(), text);
        client().shutdown();
        assertThat(server().readLine(UTF_8, 5)).isEqualTo("12345");
        assertThat(server().readLine(UTF_8, 5)).isNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"123456\n", "123456\r\n", "12345\r6\n", "12345\r\r\n", "123456", "1234567890123456"})
    default void readLineRefusesALineOneByteLonger(String text) throws IOException {
        send(client(), text);
        client().shutdown();
        assertThatExceptionOfType(ProtocolException.class)
                .isThrownBy(() -> server().readLine(UTF_8, 5))
                .withMessageContaining("longer than 5 bytes");
    }

    @Test
    default void readLineRefusesALongLineBeforeItsEndHasCome() throws IOException {
        send(client(), "123456");
        server().readTimeout(Background.PATIENCE);
        assertThatExceptionOfType(ProtocolException.class).isThrownBy(() -> server().readLine(UTF_8, 5));
    }

    @Test
    default void readLineThatRefusesALineHasConsumedSomeOfIt() throws IOException {
        send(client(), "x".repeat(100) + "\n");
        client().shutdown();
        int refused = 0;
        String line = "";
        while (line != null) {
            try {
                line = server().readLine(UTF_8, 5);
            } catch (ProtocolException _) {
                refused++;
            }
        }
        assertThat(refused).isBetween(1, 100);
    }

    @Test
    default void readLineTakesEmptyLinesOnlyWhereTheMaximumIsZero() throws IOException {
        send(client(), "\r\nx\n");
        assertThat(server().readLine(UTF_8, 0)).isEmpty();
        assertThatExceptionOfType(ProtocolException.class).isThrownBy(() -> server().readLine(UTF_8, 0));
        assertThatIllegalArgumentException().isThrownBy(() -> server().readLine(UTF_8, -1));
    }

    @Test
    default void readLineTakesAnyMaximum() throws IOException {
        send(client(), "hello\n");
        assertThat(server().readLine(UTF_8, Integer.MAX_VALUE)).isEqualTo("hello");
    }

    @Test
    default void readLineRefusesTenMegabytesWithoutKeepingThem() throws Exception {
        var writer = Background.run(() -> {
            byte[] chunk = new byte[100_000];
            Arrays.fill(chunk, (byte) 'x');
            for (int i = 0; i < 100; i++) {
                client().writeAll(chunk);
            }
        });
        assertThatExceptionOfType(ProtocolException.class).isThrownBy(() -> server().readLine(UTF_8, 8_192));
        server().abort("too long");
        assertThat(writer.failure()).isInstanceOf(IOException.class);
    }

    @Test
    default void readLineDecodes() throws IOException {
        client().writeAll("ä€𝄞\n".getBytes(UTF_8));
        client().writeAll("äß\n".getBytes(ISO_8859_1));
        client().writeAll("日本\n".getBytes(Charset.forName("Shift_JIS")));
        client().flush();
        assertThat(server().readLine(UTF_8, 9)).isEqualTo("ä€𝄞");
        assertThat(server().readLine(ISO_8859_1, 2)).isEqualTo("äß");
        assertThat(server().readLine(Charset.forName("Shift_JIS"), 4)).isEqualTo("日本");
    }

    @Test
    default void readLineRefusesCharsetsInWhichALineFeedIsNotOneByte() throws IOException {
        send(client(), "ok\n");
        for (Charset charset : new Charset[] {UTF_16, UTF_16LE, Charset.forName("UTF-32"), Charset.forName("IBM037")}) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> server().readLine(charset, 10))
                    .withMessageContaining(charset.name());
        }
        assertThat(server().readLine(UTF_8, 10)).isEqualTo("ok");
    }
}
