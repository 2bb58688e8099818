package dev.weir.tls;

import static dev.weir.tls.TlsPair.HOST;
import static dev.weir.tls.TlsPair.LONG;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.weir.stream.Background;
import dev.weir.stream.ConnectAttempt;
import dev.weir.stream.StreamClosedException;
import dev.weir.stream.StreamOptions;
import dev.weir.stream.TcpListener;
import dev.weir.stream.TcpStream;
import dev.weir.stream.TlsSession;
import dev.weir.stream.Transport;
import dev.weir.testing.TestCertificates;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Connects over real sockets to a server whose certificate is valid for a host and for 127.0.0.1. */
@Timeout(120)
class TlsClientTests {

    private static final TlsClient CLIENT = TlsClient.of(TestCertificates.trusting(TlsPair.SERVER));
    private static final TlsServer SERVER = server(List.of());

    private TcpListener listener;

    @BeforeEach
    void listen() throws IOException {
        listener = TcpListener.bind("127.0.0.1:0");
    }

    @AfterEach
    void close() throws IOException {
        listener.close();
    }

    private static TlsServer server(List<String> applicationProtocols) {
        TlsContext context = TlsContext.of(TlsPair.SERVER.context());
        return new TlsServer(() -> context, Map.of(), ClientAuth.NONE, applicationProtocols);
    }

    private static StreamOptions options(TlsClient client) {
        return StreamOptions.DEFAULT.withConnectTimeout(LONG).withTls(client);
    }

    /** An attempt to connect to the listener, as if its address had been found for the host. */
    private ConnectAttempt to(String host, TlsClient client) {
        var address = (InetSocketAddress) listener.localAddress();
        return ConnectAttempt.to(List.of(address), host, address.getPort(), options(client));
    }

    /** Accepts a connection, and echoes all that arrives. */
    private static Background<TlsSession> echo(TcpListener listener, TlsServer server) {
        return Background.call(() -> {
            TlsTransport tls = TlsTransport.accept(listener.acceptTransport(), server);
            try (TcpStream stream = TcpStream.over(tls, StreamOptions.DEFAULT)) {
                TlsSession session = tls.handshake(LONG);
                stream.transferTo(stream);
                return session;
            }
        });
    }

    private static TlsSession converse(TcpStream stream) throws IOException {
        try (stream) {
            stream.writeAll("hello\n".getBytes(US_ASCII));
            assertThat(stream.readLine(US_ASCII, 10)).isEqualTo("hello");
            return stream.tls().orElseThrow();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void requestsAndVerifiesTheHost(String protocol) throws Exception {
        Background<TlsSession> server = echo(listener, SERVER);
        TlsSession session =
                converse(to(HOST, TlsClient.of(TlsPair.clientContext(protocol))).connect());
        assertThat(session.protocol()).isEqualTo(protocol);
        assertThat(session.peerCertificates()).containsExactly(TlsPair.SERVER.certificate());
        assertThat(server.get().serverName()).contains(HOST);
    }

    @Test
    void aNameWithoutADotIsRequestedToo() throws Exception {
        TestCertificates certificate = TestCertificates.of("localhost");
        TlsContext context = TlsContext.of(certificate.context());
        Background<TlsSession> server = echo(listener, TlsServer.of(() -> context));
        int port = ((InetSocketAddress) listener.localAddress()).getPort();
        converse(TcpStream.connect("localhost:" + port, options(TlsClient.of(TestCertificates.trusting(certificate)))));
        assertThat(server.get().serverName()).contains("localhost");
    }

    @Test
    void aTrailingDotIsNoPartOfTheName() throws Exception {
        Background<TlsSession> server = echo(listener, SERVER);
        converse(to(HOST + ".", CLIENT).connect());
        assertThat(server.get().serverName()).contains(HOST);
    }

    @Test
    void anIpLiteralIsVerifiedAndNotRequested() throws Exception {
        Background<TlsSession> server = echo(listener, SERVER);
        converse(TcpStream.connect(listener.toString(), options(CLIENT)));
        assertThat(server.get().serverName()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"other.example", "sub.weir.example", "127.0.0.2", "::1", "fe80::1%eth0", "no_host_name"})
    void anotherHostIsRefused(String host) throws Exception {
        Background<TlsSession> server = echo(listener, SERVER);
        assertThatExceptionOfType(SSLHandshakeException.class)
                .isThrownBy(to(host, CLIENT)::connect)
                .satisfies(e -> assertThat(TlsFailure.of(e)).isEqualTo(TlsFailure.CERTIFICATE_UNTRUSTED));
        assertThat(server.failure())
                .isInstanceOfSatisfying(
                        SSLException.class, e -> assertThat(TlsFailure.of(e)).isEqualTo(TlsFailure.ALERT));
    }

    @Test
    void anotherHostIsAcceptedWithoutVerification() throws Exception {
        Background<TlsSession> server = echo(listener, SERVER);
        converse(to("other.example", CLIENT.withVerifyHostName(false)).connect());
        assertThat(server.get().serverName()).contains("other.example");
    }

    /** The sessions of clients with and without verification are in one cache. */
    @Test
    void aSessionThatWasNotVerifiedIsNotResumedByAClientThatVerifies() throws Exception {
        Background<TlsSession> first = echo(listener, SERVER);
        converse(to("other.example", CLIENT.withVerifyHostName(false)).connect());
        first.get();
        Background<TlsSession> second = echo(listener, SERVER);
        assertThatExceptionOfType(SSLHandshakeException.class).isThrownBy(to("other.example", CLIENT)::connect);
        assertThat(second.failure()).isInstanceOf(SSLException.class);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void anUntrustedCertificateIsRefused(boolean verifyHostName) throws Exception {
        Background<TlsSession> server = echo(listener, SERVER);
        TlsClient trustingOthers = TlsClient.of(TestCertificates.trusting(TestCertificates.of("other.example")));
        assertThatExceptionOfType(SSLHandshakeException.class)
                .isThrownBy(to(HOST, trustingOthers.withVerifyHostName(verifyHostName))::connect)
                .satisfies(e -> assertThat(TlsFailure.of(e)).isEqualTo(TlsFailure.CERTIFICATE_UNTRUSTED));
        assertThat(server.failure()).isInstanceOf(SSLException.class);
    }

    @Test
    void theServerNameTakesThePlaceOfTheHost() throws Exception {
        Background<TlsSession> server = echo(listener, SERVER);
        converse(to("other.example", CLIENT.withServerName(HOST)).connect());
        assertThat(server.get().serverName()).contains(HOST);

        Background<TlsSession> refusing = echo(listener, SERVER);
        assertThatExceptionOfType(SSLHandshakeException.class)
                .isThrownBy(to(HOST, CLIENT.withServerName("other.example"))::connect);
        assertThat(refusing.failure()).isInstanceOf(SSLException.class);
    }

    @Test
    void aServerNameMayBeAnIpLiteral() throws Exception {
        Background<TlsSession> server = echo(listener, SERVER);
        converse(to("other.example", CLIENT.withServerName("127.0.0.1")).connect());
        assertThat(server.get().serverName()).isEmpty();
    }

    @Test
    void negotiatesAnApplicationProtocol() throws Exception {
        Background<TlsSession> server = echo(listener, server(List.of("mqtt", "postgresql")));
        TlsClient client = CLIENT.withApplicationProtocols(List.of("postgresql", "mqtt"));
        assertThat(converse(to(HOST, client).connect()).applicationProtocol()).contains("mqtt");
        assertThat(server.get().applicationProtocol()).contains("mqtt");

        echo(listener, SERVER);
        assertThat(converse(to(HOST, client).connect()).applicationProtocol()).isEmpty();
    }

    @Test
    void aServerOnAUnixSocketIsVerifiedByTheServerName(@TempDir Path directory) throws Exception {
        String address = "unix:" + directory.resolve("tls");
        try (TcpListener local = TcpListener.bind(address)) {
            Background<TlsSession> server = echo(local, SERVER);
            converse(TcpStream.connect(address, options(CLIENT.withServerName(HOST))));
            assertThat(server.get().serverName()).contains(HOST);

            Background<TlsSession> unverified = echo(local, SERVER);
            converse(TcpStream.connect(address, options(CLIENT.withVerifyHostName(false))));
            assertThat(unverified.get().serverName()).isEmpty();

            assertThatIllegalArgumentException()
                    .isThrownBy(() -> TcpStream.connect(address, options(CLIENT)))
                    .withMessageContaining("set serverName");
            try (Transport abandoned = local.acceptTransport()) {
                assertThat(abandoned.read(ByteBuffer.allocate(1), LONG.toNanos()))
                        .isEqualTo(-1);
            }
        }
    }

    @Test
    void aServerWithoutTlsIsRefused() throws Exception {
        Background<Void> server = Background.run(() -> {
            try (TcpStream stream = listener.accept()) {
                stream.writeAll("220 mail.example ESMTP\r\n".getBytes(US_ASCII));
            }
        });
        assertThatExceptionOfType(SSLException.class)
                .isThrownBy(to(HOST, CLIENT)::connect)
                .satisfies(e -> assertThat(TlsFailure.of(e)).isEqualTo(TlsFailure.PLAINTEXT));
        server.get();
    }

    @Test
    void theConnectTimeoutCoversTheHandshake() throws Exception {
        var address = (InetSocketAddress) listener.localAddress();
        StreamOptions hasty = options(CLIENT).withConnectTimeout(Duration.ofMillis(200));
        assertThatExceptionOfType(SocketTimeoutException.class)
                .isThrownBy(ConnectAttempt.to(List.of(address), HOST, address.getPort(), hasty)::connect)
                .withMessageContaining("TLS handshake");
        try (Transport silent = listener.acceptTransport()) {
            assertEndsAfterItsHello(silent);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aCloseOrAnInterruptEndsTheHandshake(boolean close) throws Exception {
        ConnectAttempt attempt = to(HOST, CLIENT);
        Background<TcpStream> connecting = Background.call(attempt::connect);
        try (Transport silent = listener.acceptTransport()) {
            assertThat(silent.read(ByteBuffer.allocate(1), LONG.toNanos())).isEqualTo(1);
            connecting.awaitBlocked();
            if (close) {
                attempt.close();
                assertThat(connecting.failure())
                        .isInstanceOf(StreamClosedException.class)
                        .hasMessageContaining(HOST);
            } else {
                connecting.interrupt();
                assertThat(connecting.failure()).isInstanceOf(ClosedByInterruptException.class);
            }
            assertEndsAfterItsHello(silent);
        }
    }

    private static void assertEndsAfterItsHello(Transport silent) throws IOException {
        ByteBuffer hello = ByteBuffer.allocate(10_000);
        while (silent.read(hello, LONG.toNanos()) >= 0) {
            assertThat(hello.remaining()).isPositive();
        }
    }

    @Test
    void namesThatCannotBeUsedAreRefusedAtOnce() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> CLIENT.withServerName("no name"))
                .withMessageContaining("'no name'");
        assertThatIllegalArgumentException().isThrownBy(() -> CLIENT.withServerName(""));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> CLIENT.withApplicationProtocols(List.of("")))
                .withMessageContaining("ALPN");
    }
}
