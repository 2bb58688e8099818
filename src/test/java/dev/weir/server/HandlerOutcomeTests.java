package dev.weir.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.observe.CloseCause;
import dev.weir.observe.ConnectionInfo;
import dev.weir.observe.ConnectionKind;
import dev.weir.observe.ConnectionObserver;
import dev.weir.observe.HandshakeResult;
import dev.weir.observe.ObservedConnection;
import dev.weir.server.HandlerOutcome.Fault;
import dev.weir.stream.ProtocolViolationException;
import dev.weir.stream.TcpStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.ProtocolException;
import java.net.SocketTimeoutException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.stream.Stream;
import javax.net.ssl.SSLHandshakeException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Whose exception it is, by where it came from. */
class HandlerOutcomeTests {

    private final TcpStream client;
    private final TcpStream stream;
    private final ObservedConnection connection;

    HandlerOutcomeTests() {
        var pipe = TcpStream.pipe();
        client = pipe.client();
        stream = pipe.server();
        var none = UnixDomainSocketAddress.of("");
        connection = new ObservedConnection(
                new ConnectionInfo(stream.id(), "safe", "echo", none, none, none, Instant.EPOCH, ConnectionKind.CLIENT),
                new ConnectionObserver() {});
    }

    @AfterEach
    void close() throws IOException {
        client.abort("the test is over");
        stream.abort("the test is over");
    }

    @Test
    void failedHandshakeIsNotTheHandlersFault() {
        var failure = new SSLHandshakeException("no");
        connection.handshakeFailed(HandshakeResult.failure(false, 1), failure);

        assertThat(of(failure).fault()).isEqualTo(Fault.NONE);
        assertThat(connection.cause()).isEqualTo(CloseCause.TLS_ERROR);
        assertThat(connection.failure()).isSameAs(failure);
    }

    @Test
    void lateHandshakeIsNotTheHandlersFault() {
        var failure = new SocketTimeoutException("late");
        connection.handshakeFailed(HandshakeResult.failure(true, 1), failure);

        assertThat(of(failure).fault()).isEqualTo(Fault.NONE);
        assertThat(connection.cause()).isEqualTo(CloseCause.TLS_TIMEOUT);
    }

    @Test
    void whatAHandlerThrowsOfItsOwnIsItsFaultAlsoAfterTlsHasBroken() {
        connection.end(CloseCause.TLS_ERROR);

        assertThat(of(new IllegalStateException("a bug")).fault()).isEqualTo(Fault.HANDLER);
    }

    static Stream<Throwable> ownExceptions() {
        return Stream.of(
                new SocketTimeoutException("the backend is slow"),
                new ProtocolException("the backend is wrong"),
                new EOFException("the backend is gone"),
                new IOException("Connection reset"),
                new NoClassDefFoundError("on/the/handlers/way"),
                new StackOverflowError(),
                new IllegalStateException(new StackOverflowError()));
    }

    @ParameterizedTest
    @MethodSource("ownExceptions")
    void whatNoStreamHasThrownIsTheHandlersWhateverItsType(Throwable thrown) {
        assertThat(of(thrown)).isEqualTo(new HandlerOutcome(CloseCause.HANDLER_ERROR, Fault.HANDLER));
    }

    @Test
    void whatAnotherStreamHasThrownIsTheHandlers() throws IOException {
        var other = TcpStream.pipe();
        other.client().readTimeout(Duration.ofMillis(1));
        assertThat(of(thrownBy(() -> other.client().read(new byte[1]))))
                .isEqualTo(new HandlerOutcome(CloseCause.HANDLER_ERROR, Fault.HANDLER));

        other.server().writeAll("a line that is too long\n".getBytes(StandardCharsets.US_ASCII));
        other.server().flush();
        assertThat(of(thrownBy(() -> other.client().readLine(StandardCharsets.US_ASCII, 3))))
                .isEqualTo(new HandlerOutcome(CloseCause.HANDLER_ERROR, Fault.HANDLER));

        other.client().close();
        assertThat(of(thrownBy(() -> other.client().read(new byte[1]))))
                .isEqualTo(new HandlerOutcome(CloseCause.HANDLER_ERROR, Fault.HANDLER));
    }

    @Test
    void whatTheStreamHasThrownIsTheConnectionsHoweverDeepItIsWrapped() {
        stream.readTimeout(Duration.ofMillis(1));
        Throwable late = thrownBy(() -> stream.read(new byte[1]));

        assertThat(of(late)).isEqualTo(new HandlerOutcome(CloseCause.READ_TIMEOUT, Fault.NONE));
        assertThat(of(new IllegalStateException(new RuntimeException(late))))
                .isEqualTo(new HandlerOutcome(CloseCause.READ_TIMEOUT, Fault.NONE));
    }

    @Test
    void aClientThatLeavesInsideARecordHasClosed() throws IOException {
        client.close();

        assertThat(of(thrownBy(() -> stream.readFully(new byte[2]))).fault()).isEqualTo(Fault.NONE);
    }

    @Test
    void aBrokenStreamIsNobodysFaultOnWhicheverCallItShows() throws IOException {
        client.close();
        stream.write(ByteBuffer.allocate(1));
        assertThat(of(thrownBy(stream::flush)).fault()).isEqualTo(Fault.NONE);
        assertThat(of(thrownBy(() -> stream.writeAll(new byte[100_000]))).fault())
                .isEqualTo(Fault.NONE);
        assertThat(of(thrownBy(stream::close)).fault()).isEqualTo(Fault.NONE);
    }

    @Test
    void aViolationIsTheClientsWhoeverSaysSo() throws IOException {
        assertThat(of(new ProtocolViolationException("no such verb")))
                .isEqualTo(new HandlerOutcome(CloseCause.PROTOCOL_ERROR, Fault.NONE));
        assertThat(of(new RuntimeException(new ProtocolViolationException("no such verb"))))
                .isEqualTo(new HandlerOutcome(CloseCause.PROTOCOL_ERROR, Fault.NONE));

        client.writeAll("a line that is too long\n".getBytes(StandardCharsets.US_ASCII));
        client.flush();
        assertThat(of(thrownBy(() -> stream.readLine(StandardCharsets.US_ASCII, 3))))
                .isEqualTo(new HandlerOutcome(CloseCause.PROTOCOL_ERROR, Fault.NONE));
    }

    @Test
    void aLackOfMemoryIsTheProcesss() {
        assertThat(of(new OutOfMemoryError("Java heap space")))
                .isEqualTo(new HandlerOutcome(CloseCause.RESOURCE, Fault.PROCESS));
        assertThat(of(new IllegalStateException(new OutOfMemoryError("Java heap space"))))
                .isEqualTo(new HandlerOutcome(CloseCause.RESOURCE, Fault.PROCESS));
    }

    private HandlerOutcome of(Throwable thrown) {
        return HandlerOutcome.of(connection, false, thrown);
    }

    private static Throwable thrownBy(Call call) {
        try {
            call.run();
        } catch (Throwable e) {
            return e;
        }
        throw new AssertionError("nothing was thrown");
    }

    private interface Call {
        void run() throws Exception;
    }
}
