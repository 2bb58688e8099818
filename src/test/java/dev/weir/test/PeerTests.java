package dev.weir.test;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.weir.stream.StreamAddress;
import dev.weir.stream.TcpStream;
import dev.weir.stream.TcpStreamHandler;
import java.io.IOException;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class PeerTests {

    private static final TcpStreamHandler SHOUT = stream -> {
        for (String line; (line = stream.readLine(UTF_8, 100)) != null; ) {
            stream.writeAll((line.toUpperCase(Locale.ROOT) + "\n").getBytes(UTF_8));
        }
        stream.writeAll("bye\n".getBytes(UTF_8));
    };

    private static AssertionError failure(Peer peer, TcpStreamHandler handler) {
        return catchThrowableOfType(AssertionError.class, () -> peer.run(handler));
    }

    @Test
    void takesTheStepsInTurn() throws Exception {
        Peer.script()
                .sends("one\n")
                .expects("ONE\n")
                .sends("two\nthree\n")
                .expects("TWO\nTHREE\n")
                .ends()
                .expects("bye\n")
                .expectsEnd()
                .run(SHOUT);
    }

    @Test
    void endsItsDirectionAfterTheLastStep() throws Exception {
        Peer.script().run(TcpStream::inputStream);
        Peer.script()
                .sends("x")
                .run(stream -> assertThat(stream.inputStream().readAllBytes()).hasSize(1));
    }

    @Test
    void appliesFaultsToTheHandlersBytes() throws Exception {
        Peer.script()
                .with(Faults.none().segments(1).endAfter(6))
                .sends("one\ntwo\n")
                .expects("ONE\nTW\nbye\n")
                .expectsEnd()
                .run(SHOUT);
    }

    @Test
    void showsTheStepAndBothSides() {
        AssertionError failure = failure(Peer.script().sends("one\n").expects("TWO\n"), SHOUT);
        assertThat(failure)
                .hasMessageStartingWith("step 2 (expects 4 bytes): other bytes have come")
                .hasMessageContaining("54 57 4f 0a")
                .hasMessageContaining("4f 4e 45 0a");
    }

    @Test
    void refusesMoreThanTheScriptExpects() {
        assertThat(failure(Peer.script().sends("one\n").expects("ONE\n"), SHOUT))
                .hasMessageStartingWith("after the last step: the end was expected, and there is more")
                .hasMessageContaining("62 79 65 0a");
    }

    @Test
    void showsWhatTheHandlerHasThrown() {
        var mistake = new IllegalStateException("mistake");
        AssertionError failure = failure(Peer.script().expects("hello"), _ -> {
            throw mistake;
        });
        assertThat(failure).hasMessageStartingWith("step 1 (expects 5 bytes): ").hasSuppressedException(mistake);
    }

    @Test
    void throwsWhatTheHandlerThrows() {
        assertThatExceptionOfType(IOException.class)
                .isThrownBy(() -> Peer.script().run(_ -> {
                    throw new IOException("its own file");
                }))
                .withMessage("its own file");
    }

    @Test
    void aResetThatTheHandlerPassesOnIsNoFailure() throws Exception {
        Peer.script().sends("one\ntw").resets().run(SHOUT);
        assertThatExceptionOfType(IOException.class)
                .isThrownBy(() -> Peer.script().resets().run(stream -> {
                    throw new IOException("its own file");
                }))
                .withMessage("its own file");
    }

    @Test
    void aHandlerThatDoesNotReturnFailsAtTheDeadline() {
        var never = new CountDownLatch(1);
        var interrupted = new CountDownLatch(1);
        AssertionError failure = failure(Peer.script().within(Duration.ofMillis(200)), stream -> {
            stream.shutdown();
            try {
                never.await();
            } catch (InterruptedException _) {
                interrupted.countDown();
            }
        });
        assertThat(failure).hasMessage("the handler has not returned within PT0.2S");
        assertThat(failure.getStackTrace())
                .extracting(StackTraceElement::getClassName)
                .contains(CountDownLatch.class.getName());
    }

    @Test
    void aHandlerThatDoesNotReplyFailsAtTheDeadline() {
        assertThat(failure(
                        Peer.script().within(Duration.ofMillis(200)).expects("hello"),
                        stream -> stream.inputStream().readAllBytes()))
                .hasMessageStartingWith("step 1 (expects 5 bytes): nothing more has come");
    }

    @Test
    void nothingFollowsAReset() {
        assertThatIllegalStateException()
                .isThrownBy(() -> Peer.script().resets().sends("x"));
    }

    @Test
    void servesAClient() throws Exception {
        try (Peer.Server server =
                        Peer.script().expects("ping").sends("pong").expectsEnd().listen();
                TcpStream client = TcpStream.connect(StreamAddress.format(server.address()))) {
            client.writeAll("ping".getBytes(UTF_8));
            byte[] reply = new byte[4];
            client.readFully(reply);
            assertThat(reply).asString(UTF_8).isEqualTo("pong");
            client.shutdown();
            server.verify();
            assertThat(client.read(reply)).isEqualTo(-1);
        }
    }

    @Test
    void aServersFaultsAreThoseThatTheClientSees() throws Exception {
        try (Peer.Server server = Peer.script()
                        .with(Faults.none().endAfter(2))
                        .sends("pong")
                        .listen();
                TcpStream client = TcpStream.connect(StreamAddress.format(server.address()))) {
            server.verify();
            assertThat(client.inputStream().readAllBytes()).asString(UTF_8).isEqualTo("po");
        }
    }

    @Test
    void aServerVerifiesItsSteps() throws Exception {
        try (Peer.Server server = Peer.script().expects("ping").listen();
                TcpStream client = TcpStream.connect(StreamAddress.format(server.address()))) {
            client.writeAll("pony".getBytes(UTF_8));
            client.flush();
            assertThatExceptionOfType(AssertionError.class)
                    .isThrownBy(server::verify)
                    .withMessageStartingWith("step 1 (expects 4 bytes): other bytes have come");
        }
    }

    @Test
    void aServerWithoutAClientFailsAtTheDeadline() throws Exception {
        try (Peer.Server server =
                Peer.script().within(Duration.ofMillis(50)).sends("x").listen()) {
            assertThatExceptionOfType(AssertionError.class)
                    .isThrownBy(server::verify)
                    .withMessage("no client has connected within PT0.05S");
        }
    }
}
