package dev.weir.handler;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.stream.Background;
import dev.weir.stream.TcpStream;
import dev.weir.stream.TcpStreamHandler;
import java.io.IOException;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The built-in handlers, each after its RFC. */
@Timeout(60)
class HandlersTests {

    private static final TcpStreamHandler CHARGEN = new ChargenHandler();
    private static final TcpStreamHandler DISCARD = new DiscardHandler();
    private static final TcpStreamHandler ECHO = new EchoHandler();

    @ParameterizedTest
    @EnumSource
    void echoSendsTheInputBackUntilItsEnd(Served.Over over) throws Exception {
        try (Served served = Served.by(ECHO, over)) {
            TcpStream client = served.client();
            byte[] sent = new byte[3_000_000];
            new Random(1).nextBytes(sent);
            var writer = Background.run(() -> {
                client.writeAll(sent);
                client.shutdown();
            });
            assertThat(client.inputStream().readAllBytes()).isEqualTo(sent);
            writer.get();
            served.handler().get();
        }
    }

    @ParameterizedTest
    @EnumSource
    void echoAnswersEachByteAtOnce(Served.Over over) throws Exception {
        try (Served served = Served.by(ECHO, over)) {
            TcpStream client = served.client();
            for (int i = 0; i < 256; i++) {
                client.writeAll(new byte[] {(byte) i});
                assertThat(client.inputStream().read()).isEqualTo(i);
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void discardReadsEverythingAndSendsNothing(Served.Over over) throws Exception {
        try (Served served = Served.by(DISCARD, over)) {
            served.client().writeAll(new byte[3_000_000]);
            served.client().shutdown();
            assertThat(served.client().read(new byte[1])).isEqualTo(-1);
            served.handler().get();
        }
    }

    @ParameterizedTest
    @EnumSource
    void chargenSendsLinesOf72CharactersEachOneCharacterFurther(Served.Over over) throws Exception {
        try (Served served = Served.by(CHARGEN, over)) {
            TcpStream client = served.client();
            for (int line = 0; line < 200; line++) {
                var expected = new StringBuilder();
                for (int column = 0; column < 72; column++) {
                    expected.append((char) (' ' + (line + column) % 95));
                }
                assertThat(client.readLine(US_ASCII, 72)).isEqualTo(expected.toString());
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void chargenEndsItsLinesWithCarriageReturnAndLineFeed(Served.Over over) throws Exception {
        try (Served served = Served.by(CHARGEN, over)) {
            byte[] line = new byte[74];
            served.client().readFully(line);
            assertThat(new String(line, US_ASCII))
                    .isEqualTo(" !\"#$%&'()*+,-./0123456789:;<=>?@ABCDEFGHIJKLMNOPQRSTUVWXYZ[\\]^_`abcdefg\r\n");
        }
    }

    @ParameterizedTest
    @EnumSource
    void chargenDiscardsTheInputAndEndsAtItsEnd(Served.Over over) throws Exception {
        try (Served served = Served.by(CHARGEN, over)) {
            TcpStream client = served.client();
            var reader = Background.call(() -> checksumOfAll(client));
            client.writeAll(new byte[1_000_000]);
            client.shutdown();
            served.handler().get();
            assertThat(reader.get()).isPositive();
        }
    }

    @ParameterizedTest
    @EnumSource
    void chargenEndsAtTheEndOfInputEvenIfTheClientNeverReads(Served.Over over) throws Exception {
        try (Served served = Served.by(CHARGEN, over)) {
            served.client().shutdown();
            served.handler().get();
        }
    }

    @ParameterizedTest
    @EnumSource
    void chargenEndsWhenTheClientCloses(Served.Over over) throws Exception {
        try (Served served = Served.by(CHARGEN, over)) {
            served.client().readFully(new byte[10]);
            served.client().abort("gone");
            try {
                served.handler().get();
            } catch (ExecutionException e) {
                assertThat(e).hasCauseInstanceOf(IOException.class);
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void daytimeSendsOneLineAndEndsWhateverTheClientSends(Served.Over over) throws Exception {
        var daytime = new DaytimeHandler(
                Clock.fixed(Instant.parse("1982-02-22T01:37:43Z"), ZoneId.of("America/Los_Angeles")));
        try (Served served = Served.by(daytime, over)) {
            TcpStream client = served.client();
            byte[] all = client.inputStream().readAllBytes();
            assertThat(new String(all, US_ASCII)).isEqualTo("Sunday, February 21, 1982 17:37:43-PST\r\n");
            client.shutdown();
            served.handler().get();
        }
    }

    private static long checksumOfAll(TcpStream stream) throws IOException {
        var checksum = new CRC32C();
        byte[] bytes = new byte[10_000];
        for (int count = stream.read(bytes); count >= 0; count = stream.read(bytes)) {
            checksum.update(bytes, 0, count);
        }
        return checksum.getValue();
    }
}
