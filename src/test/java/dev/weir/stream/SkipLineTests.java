package dev.weir.stream;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@link TcpStream#skipLine} after a line that is too long, so that its tail is not taken for a line. */
@Timeout(60)
class SkipLineTests {

    private final Pipe pipe = TcpStream.pipe();
    private final TcpStream client = pipe.client();
    private final TcpStream server = pipe.server();

    @AfterEach
    void abort() {
        client.abort("the test is over");
        server.abort("the test is over");
    }

    @ParameterizedTest
    @ValueSource(strings = {"123456\n", "123456\r\n", "12345\r\r\n", "1234567890 DELETE ALL\r\n"})
    void theNextLineIsTheOneThatThePeerHasBegun(String tooLong) throws IOException {
        send(tooLong + "next\n");
        rejectLine();
        assertThat(server.skipLine()).isTrue();
        assertThat(server.readLine(US_ASCII, 5)).isEqualTo("next");
    }

    @Test
    void theRestOfTheLineMayArriveLaterAndBeOfAnyLength() throws Exception {
        send("123456");
        rejectLine();
        var skipped = Background.call(server::skipLine).awaitBlocked();
        for (int i = 0; i < 100; i++) {
            send("x".repeat(10_000));
        }
        send("\r\nnext\n");
        assertThat(skipped.get()).isTrue();
        assertThat(server.readLine(US_ASCII, 5)).isEqualTo("next");
    }

    @Test
    void aLineWithoutEndIsSkippedUpToTheEndOfInput() throws IOException {
        send("1234567890");
        client.shutdown();
        rejectLine();
        assertThat(server.skipLine()).isFalse();
        assertThat(server.readLine(US_ASCII, 5)).isNull();
        assertThat(server.skipLine()).isFalse();
    }

    @Test
    void continuesAfterATimeout() throws IOException {
        send("123456");
        rejectLine();
        server.readTimeout(Duration.ofMillis(5));
        send("more");
        assertThatExceptionOfType(SocketTimeoutException.class).isThrownBy(server::skipLine);
        send("still more\nnext\n");
        assertThat(server.skipLine()).isTrue();
        assertThat(server.readLine(US_ASCII, 5)).isEqualTo("next");
    }

    @Test
    void skipsAWholeLineThatNobodyHasBegunToRead() throws IOException {
        send("one\n\ntwo\n");
        assertThat(server.skipLine()).isTrue();
        assertThat(server.readLine(US_ASCII, 5)).isEmpty();
        assertThat(server.readLine(US_ASCII, 5)).isEqualTo("two");
    }

    private void rejectLine() {
        assertThatExceptionOfType(ProtocolViolationException.class).isThrownBy(() -> server.readLine(US_ASCII, 5));
    }

    private void send(String text) throws IOException {
        client.writeAll(text.getBytes(US_ASCII));
        client.flush();
    }
}
