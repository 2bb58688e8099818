package dev.weir.test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weir.frame.FrameFormat;
import dev.weir.stream.Half;
import dev.weir.stream.Transport;
import dev.weir.stream.TransportPipe;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What {@link TcpTestClient} does at the other end, which expectations fail, and what they say. */
@Timeout(60)
class TcpTestClientTests {

    private static final Duration SHORT = Duration.ofMillis(50);

    private final TransportPipe pipe = Transport.pipe();
    private final TcpTestClient client = TcpTestClient.over(pipe.client());

    private void server(String text) throws IOException {
        ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
        while (bytes.hasRemaining()) {
            pipe.server().write(bytes);
        }
    }

    private String serverReceives() throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(1000);
        int count = pipe.server().read(bytes, Transport.NO_TIMEOUT);
        return count < 0 ? "end" : new String(bytes.array(), 0, count, StandardCharsets.UTF_8);
    }

    private static void assertFails(ThrowingCallable expectation, String... message) {
        assertThatThrownBy(expectation).isInstanceOf(AssertionError.class).hasMessageContainingAll(message);
    }

    @Test
    void sendsTextBytesAndItsEnd() throws IOException {
        client.send("é").send((byte) 1, (byte) 2).endsInput();
        assertThat(serverReceives()).isEqualTo("é\1\2");
        assertThat(serverReceives()).isEqualTo("end");
    }

    @Test
    void sendsSegmentsOneAfterTheOther() throws Exception {
        var segments = new StringBuilder();
        Thread server = Thread.startVirtualThread(() -> {
            try {
                segments.append(serverReceives()).append('|').append(serverReceives());
            } catch (IOException e) {
                segments.append(e);
            }
        });
        client.segments("hel", "lo");
        server.join();
        assertThat(segments).hasToString("hel|lo");
    }

    @Test
    void sendsSegmentsThatAreNoText() throws IOException {
        client.segments(new byte[] {-1, 0}, new byte[] {(byte) 0xC3}).endsInput();
        ByteBuffer bytes = ByteBuffer.allocate(4);
        while (pipe.server().read(bytes, Transport.NO_TIMEOUT) >= 0) {}
        assertThat(bytes.flip()).isEqualTo(ByteBuffer.wrap(new byte[] {-1, 0, (byte) 0xC3}));
    }

    @Test
    void sendsSlowly() throws IOException {
        long start = System.nanoTime();
        client.slowly("abc", Duration.ofMillis(10));
        assertThat(System.nanoTime() - start)
                .isGreaterThan(Duration.ofMillis(30).toNanos());
        assertThat(serverReceives()).isEqualTo("abc");
    }

    @Test
    void sendsTheHeaderOfAProxy() throws IOException {
        client.behindProxy(new InetSocketAddress("192.0.2.7", 4711));
        assertThat(serverReceives()).isEqualTo("PROXY TCP4 192.0.2.7 127.0.0.1 4711 443\r\n");
        client.behindProxy(new InetSocketAddress("2001:db8::7", 4711));
        assertThat(serverReceives()).isEqualTo("PROXY TCP6 2001:db8:0:0:0:0:0:7 ::1 4711 443\r\n");
    }

    @Test
    void resets() {
        client.resets();
        assertThatThrownBy(this::serverReceives).isInstanceOf(SocketException.class);
    }

    @Test
    void receivesWhatWasSent() throws IOException {
        server("onetwo\r\nthree\nfour");
        pipe.server().shutdown(Half.WRITE);
        client.receives("one")
                .receivesLine("two")
                .receivesLine("three")
                .receives("four")
                .thenEnds();
    }

    @Test
    void receivesMessages() throws IOException {
        server("one\ntw");
        FrameTestClient framed = client.framed(FrameFormat.lines(10)).receives("one");
        server("o\n");
        framed.receives("two").send("three");
        assertThat(serverReceives()).isEqualTo("three\n");
    }

    @Test
    void messagesInAnyOrder() throws IOException {
        server("two\none\nnext\n");
        client.framed(FrameFormat.lines(10)).receivesInAnyOrder("one", "two").receives("next");
    }

    @Test
    void returnsMessagesThatAreKnownInPart() throws IOException {
        server("one 4711\ntwo\n");
        FrameTestClient framed = client.framed(FrameFormat.lines(10));
        assertThat(framed.receiveText()).startsWith("one ");
        assertThat(framed.receive()).asString().isEqualTo("two");
    }

    @Test
    void aReset() throws IOException {
        server("one");
        client.receives("one");
        pipe.server().reset();
        client.thenIsReset();
    }

    @Test
    void otherBytesFailAtOnceWithADump() throws IOException {
        server("hellO");
        assertFails(
                () -> client.receives("hello, world"),
                "other bytes have come",
                "expected:",
                "68 65 6c 6c 6f 2c 20 77 6f 72 6c 64",
                "but received:",
                "68 65 6c 6c 4f",
                "hellO");
    }

    @Test
    void tooFewBytesFailInTime() throws IOException {
        server("hel");
        assertFails(
                () -> client.within(SHORT).receives("hello"),
                "nothing more has come within PT0.05S",
                "0000  68 65 6c  ");
    }

    @Test
    void theEndBeforeTheLastByteFails() throws IOException {
        server("hel");
        pipe.server().close();
        assertFails(() -> client.receives("hello"), "the other side has ended", "hel");
        assertFails(() -> client.receivesLine("hello"), "the other side has ended", "hel");
    }

    @Test
    void anotherLineFails() throws IOException {
        server("one\n");
        assertFails(() -> client.receivesLine("two"), "another line has come", "one", "two");
    }

    @Test
    void anotherMessageFails() throws IOException {
        server("one\n");
        FrameTestClient framed = client.framed(FrameFormat.lines(10));
        assertFails(() -> framed.receives("two"), "another message has come", "one", "two");
    }

    @Test
    void aMessageThatIsNoneOfThoseInAnyOrderFails() throws IOException {
        server("two\ntwo\n");
        FrameTestClient framed = client.framed(FrameFormat.lines(10));
        assertFails(() -> framed.receivesInAnyOrder("one", "two"), "none of [one]", "one", "two");
    }

    @Test
    void aMessageThatDoesNotComeFails() throws IOException {
        server("hel");
        FrameTestClient framed = client.within(SHORT).framed(FrameFormat.lines(10));
        assertFails(framed::receive, "nothing more has come within PT0.05S", "expected: a message", "hel");
        assertFails(() -> framed.receives("hello"), "nothing more has come within PT0.05S", "hello", "hel");
    }

    @Test
    void bytesInPlaceOfSilenceFail() throws IOException {
        client.receivesNothingFor(SHORT);
        server("x");
        assertFails(() -> client.receivesNothingFor(SHORT), "there is more", "78");
    }

    @Test
    void bytesInPlaceOfTheEndFail() throws IOException {
        server("x");
        assertFails(client::thenEnds, "the end was expected, and there is more", "78");
    }

    @Test
    void noEndFails() {
        assertFails(client.within(SHORT)::thenEnds, "the connection did not end within PT0.05S");
    }

    @Test
    void theEndInPlaceOfAResetFails() throws IOException {
        pipe.server().close();
        assertFails(client::thenIsReset, "a reset was expected, and the other side has ended");
    }

    @Test
    void aResetInPlaceOfBytesFails() {
        resetByServer();
        assertFails(() -> client.receives("x"), "the connection failed: Connection reset");
    }

    private void resetByServer() {
        try {
            pipe.server().reset();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void bytesThatNobodyTakesFail() {
        assertFails(
                () -> client.within(SHORT).send(new byte[1_000_000]),
                "the other side did not take 1000000 bytes within PT0.05S");
    }
}
