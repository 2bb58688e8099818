package dev.weir.tls;

import static dev.weir.tls.TlsPair.HOST;
import static dev.weir.tls.TlsPair.LONG;
import static dev.weir.tls.TlsPair.SERVER;
import static dev.weir.tls.TlsPair.async;
import static dev.weir.tls.TlsPair.clientContext;
import static dev.weir.tls.TlsPair.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.awaitility.Awaitility.await;

import dev.weir.stream.Half;
import dev.weir.stream.TlsSession;
import dev.weir.testing.TestCertificates;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.cert.Certificate;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(120)
class TlsHandshakeTests {

    private static final TestCertificates CLIENT = TestCertificates.of("client.example");
    private static final TestCertificates OTHER = TestCertificates.of("other.example");
    private static final TlsContext CONTEXT = TlsContext.of(SERVER.contextTrusting(CLIENT));

    private static TlsContext context() {
        return CONTEXT;
    }

    private static TransportPair raw() {
        return TransportPair.ofSegments(Integer.MAX_VALUE);
    }

    private static TlsContext clientWith(TestCertificates certificate, String protocol) {
        return new TlsContext(certificate.contextTrusting(SERVER, OTHER), List.of(protocol), List.of());
    }

    @ParameterizedTest
    @CsvSource({"WANT, TLSv1.2", "WANT, TLSv1.3", "NEED, TLSv1.2", "NEED, TLSv1.3"})
    void knowsTheClientByItsCertificate(ClientAuth clientAuth, String protocol) throws Exception {
        var server = new TlsServer(TlsHandshakeTests::context, Map.of(), clientAuth, List.of());
        TlsPair pair = TlsPair.connect(raw(), server, clientWith(CLIENT, protocol), HOST, List.of());
        assertThat(pair.server().tls().orElseThrow().peerCertificates()).containsExactly(CLIENT.certificate());
    }

    @Test
    void doesNotAskForACertificateThatIsNotWanted() throws Exception {
        var server = new TlsServer(TlsHandshakeTests::context, Map.of(), ClientAuth.NONE, List.of());
        TlsPair pair = TlsPair.connect(raw(), server, clientWith(CLIENT, "TLSv1.3"), HOST, List.of());
        assertThat(pair.server().tls().orElseThrow().peerCertificates()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void aCertificateThatIsOnlyWantedMayBeMissing(String protocol) throws Exception {
        var server = new TlsServer(TlsHandshakeTests::context, Map.of(), ClientAuth.WANT, List.of());
        TlsPair pair = TlsPair.connect(raw(), server, clientContext(protocol), HOST, List.of());
        assertThat(pair.server().tls().orElseThrow().peerCertificates()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"TLSv1.2", "TLSv1.3"})
    void aCertificateThatIsNeededMayNotBeMissing(String protocol) {
        var server = new TlsServer(TlsHandshakeTests::context, Map.of(), ClientAuth.NEED, List.of());
        assertThatExceptionOfType(SSLHandshakeException.class)
                .isThrownBy(() -> TlsPair.connect(raw(), server, clientContext(protocol), HOST, List.of()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void aCertificateThatIsNotTrustedIsAsGoodAsNone(String protocol) {
        var server = new TlsServer(TlsHandshakeTests::context, Map.of(), ClientAuth.NEED, List.of());
        assertThatExceptionOfType(SSLHandshakeException.class)
                .isThrownBy(() -> TlsPair.connect(raw(), server, clientWith(OTHER, protocol), HOST, List.of()));
    }

    @Test
    void agreesOnTheApplicationProtocolThatTheServerPrefers() throws Exception {
        var server = new TlsServer(TlsHandshakeTests::context, Map.of(), ClientAuth.NONE, List.of("echo/2", "echo/1"));
        TlsPair pair = TlsPair.connect(raw(), server, clientContext("TLSv1.3"), HOST, List.of("x", "echo/1", "echo/2"));
        assertThat(pair.server().tls().orElseThrow().applicationProtocol()).contains("echo/2");
        assertThat(pair.client().tls().orElseThrow().applicationProtocol()).contains("echo/2");
    }

    @Test
    void refusesAClientThatOffersOtherApplicationProtocolsWithAnAlert() {
        var server = new TlsServer(TlsHandshakeTests::context, Map.of(), ClientAuth.NONE, List.of("echo/2"));
        assertThatExceptionOfType(SSLHandshakeException.class)
                .isThrownBy(() -> TlsPair.connect(raw(), server, clientContext("TLSv1.3"), HOST, List.of("x")))
                .satisfies(e -> assertThat(e.getSuppressed())
                        .singleElement(InstanceOfAssertFactories.THROWABLE)
                        .hasMessageContaining("no_application_protocol"));
    }

    @Test
    void aClientWithoutApplicationProtocolsIsServed() throws Exception {
        var server = new TlsServer(TlsHandshakeTests::context, Map.of(), ClientAuth.NONE, List.of("echo/2"));
        TlsPair pair = TlsPair.connect(raw(), server, clientContext("TLSv1.3"), HOST, List.of());
        assertThat(pair.server().tls().orElseThrow().applicationProtocol()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "other.example, other.example, TLSv1.3, 1",
        "OTHER.example, other.example, TLSv1.2, 1000",
        "a.wild.example, wild.example, TLSv1.3, 5",
        "a.b.wild.example, weir.example, TLSv1.3, 1000",
        "weir.example, weir.example, TLSv1.3, 1000",
        "unknown.example, weir.example, TLSv1.2, 1000",
    })
    void showsTheCertificateOfTheHostThatIsAskedFor(String asked, String shown, String protocol, int segment)
            throws Exception {
        TestCertificates wild = TestCertificates.of("wild.example");
        var server = new TlsServer(
                TlsHandshakeTests::context,
                Map.of(
                        "Other.example", () -> TlsContext.of(OTHER.context()),
                        "*.wild.example", () -> TlsContext.of(wild.context())),
                ClientAuth.NONE,
                List.of());
        TransportPair raw = TransportPair.ofSegments(segment);
        TlsTransport accepted = TlsTransport.accept(raw.server(), server);
        CompletableFuture<TlsSession> handshake = async(() -> accepted.handshake(LONG));
        TlsTransport client = TlsTransport.connect(raw.client(), trustingAll(wild, protocol), asked, 443, List.of());
        CompletableFuture<TlsSession> ofClient = async(() -> client.handshake(LONG));
        Certificate expected = TestCertificates.of(shown).certificate();
        if (asked.equalsIgnoreCase(shown)) {
            assertThat(get(ofClient).peerCertificates()).containsExactly(expected);
            assertThat(get(handshake).serverName())
                    .hasValueSatisfying(name -> assertThat(name).isEqualToIgnoringCase(asked));
        } else {
            assertThatExceptionOfType(SSLException.class)
                    .isThrownBy(() -> get(ofClient))
                    .withMessageContaining("No subject alternative DNS name matching " + asked);
            raw.client().close();
        }
    }

    private static TlsContext trustingAll(TestCertificates wild, String protocol) {
        return new TlsContext(TestCertificates.trusting(SERVER, OTHER, wild), List.of(protocol), List.of());
    }

    @Test
    void newConnectionsUseTheCurrentContextAndOpenOnesGoOn() throws Exception {
        var current = new AtomicReference<>(TlsContext.of(SERVER.context()));
        var server = TlsServer.of(current::get);
        TlsContext client = trustingAll(OTHER, "TLSv1.3");
        TlsPair before = TlsPair.connect(raw(), server, client, HOST, List.of());
        current.set(TlsContext.of(OTHER.context()));
        TlsPair after = TlsPair.connect(raw(), server, client, "other.example", List.of());
        assertThat(after.client().tls().orElseThrow().peerCertificates()).containsExactly(OTHER.certificate());
        TlsPair.send(before.client(), "alive");
        assertThat(TlsPair.read(before.server(), 5)).isEqualTo("alive");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GET / HTTP/1.1\r\nHost: x\r\n\r\n",
                "PROXY TCP4 1.2.3.4 1.2.3.4 1 2\r\n",
                "\u0016\u0003\u0001\u0002"
            })
    void plainBytesAreRefusedWithAnAlert(String bytes) throws Exception {
        for (boolean byName : new boolean[] {false, true}) {
            Map<String, Supplier<TlsContext>> names =
                    byName ? Map.of("other.example", TlsHandshakeTests::context) : Map.of();
            TransportPair raw = raw();
            TlsTransport accepted = TlsTransport.accept(
                    raw.server(), new TlsServer(TlsHandshakeTests::context, names, ClientAuth.NONE, List.of()));
            raw.client().write(ByteBuffer.wrap(bytes.getBytes(StandardCharsets.ISO_8859_1)));
            raw.client().shutdown(Half.WRITE);
            assertThatExceptionOfType(SSLException.class).isThrownBy(() -> accepted.handshake(LONG));
            accepted.finish();
            byte[] answer = TlsPair.readAll(raw.client());
            if (bytes.length() > 4) {
                assertThat(answer).hasSize(7).startsWith(21, 3).endsWith(0, 2, 2, answer[6]);
            }
        }
    }

    @Test
    void aPeerThatGoesAwayDuringTheHandshakeIsAFailure() throws Exception {
        TransportPair raw = raw();
        TlsTransport accepted = TlsTransport.accept(raw.server(), TlsServer.of(TlsHandshakeTests::context));
        raw.client().shutdown(Half.WRITE);
        assertThatExceptionOfType(TlsTruncatedException.class)
                .isThrownBy(() -> accepted.handshake(LONG))
                .withMessage("the peer ended the connection during the handshake");
    }

    @Test
    void aClientThatDoesNotTrustTheServerIsAFailure() throws Exception {
        TlsContext client = TlsContext.of(TestCertificates.trusting(OTHER));
        assertThatExceptionOfType(SSLException.class)
                .isThrownBy(
                        () -> TlsPair.connect(raw(), TlsServer.of(TlsHandshakeTests::context), client, HOST, List.of()))
                .withMessageContaining("certificate_unknown");
    }

    @Test
    void versionsWithoutAnyInCommonAreAFailure() {
        var server = TlsServer.of(() -> new TlsContext(SERVER.context(), List.of("TLSv1.3"), List.of()));
        assertThatExceptionOfType(SSLHandshakeException.class)
                .isThrownBy(() -> TlsPair.connect(raw(), server, clientContext("TLSv1.2"), HOST, List.of()));
    }

    @Test
    void cipherSuitesAreASetting() throws Exception {
        String suite = "TLS_CHACHA20_POLY1305_SHA256";
        var server = TlsServer.of(() -> new TlsContext(SERVER.context(), List.of("TLSv1.3"), List.of(suite)));
        TlsPair pair = TlsPair.connect(raw(), server, clientContext("TLSv1.3"), HOST, List.of());
        assertThat(pair.server().tls().orElseThrow().cipherSuite()).isEqualTo(suite);
    }

    @Test
    void aSilentClientIsNotWaitedForLongerThanTheTimeout() {
        TransportPair raw = raw();
        TlsTransport accepted = TlsTransport.accept(raw.server(), TlsServer.of(TlsHandshakeTests::context));
        assertThatExceptionOfType(SocketTimeoutException.class)
                .isThrownBy(() -> accepted.handshake(Duration.ofMillis(50)))
                .withMessage("the TLS handshake was not done within PT0.05S");
        assertThat(accepted.isOpen()).isFalse();
    }

    @Test
    void aClientThatDoesNotReadIsNotEither() throws Exception {
        byte[] hello = clientHello();
        TransportPair narrow = TransportPair.of(Integer.MAX_VALUE, 600);
        TlsTransport accepted = TlsTransport.accept(narrow.server(), TlsServer.of(TlsHandshakeTests::context));
        CompletableFuture<Void> sending = async(() -> {
            TlsPair.send(narrow.client(), hello);
            return null;
        });
        assertThatExceptionOfType(SocketTimeoutException.class)
                .isThrownBy(() -> accepted.handshake(Duration.ofMillis(500)));
        get(sending);
    }

    @Test
    void withoutATimeoutItWaits() throws Exception {
        TransportPair raw = raw();
        TlsTransport accepted = TlsTransport.accept(raw.server(), TlsServer.of(TlsHandshakeTests::context));
        CompletableFuture<TlsSession> handshake = async(() -> accepted.handshake(Duration.ZERO));
        await().until(raw.server()::isBlocked);
        TlsTransport client = TlsTransport.connect(raw.client(), clientContext("TLSv1.3"), HOST, 443, List.of());
        client.handshake(Duration.ZERO);
        assertThat(get(handshake).protocol()).isEqualTo("TLSv1.3");
    }

    /** The first bytes of a client. */
    static byte[] clientHello() throws Exception {
        TransportPair raw = raw();
        TlsTransport client = TlsTransport.connect(raw.client(), clientContext("TLSv1.3"), HOST, 443, List.of());
        CompletableFuture<TlsSession> handshake = async(() -> client.handshake(LONG));
        ByteBuffer hello = ByteBuffer.allocate(4096);
        raw.server().read(hello, 0);
        raw.server().close();
        assertThatExceptionOfType(TlsTruncatedException.class).isThrownBy(() -> get(handshake));
        return Arrays.copyOf(hello.array(), hello.position());
    }

    @Test
    void settingsThatCannotBeAreRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new TlsServer(
                        TlsHandshakeTests::context,
                        Map.of("-a b", TlsHandshakeTests::context),
                        ClientAuth.NONE,
                        List.of()))
                .withMessage("'-a b' is not a server name, such as www.example.org or *.example.org");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new TlsServer(
                        TlsHandshakeTests::context,
                        Map.of("A.example", TlsHandshakeTests::context, "a.example", TlsHandshakeTests::context),
                        ClientAuth.NONE,
                        List.of()))
                .withMessageContaining("is there twice");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new TlsServer(TlsHandshakeTests::context, Map.of(), ClientAuth.NONE, List.of("")))
                .withMessage("'' is not an ALPN protocol name of 1 to 255 bytes");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new TlsContext(SERVER.context(), List.of("TLSv1.1"), List.of()))
                .withMessage("the TLS protocol 'TLSv1.1' is not supported; there are [TLSv1.3, TLSv1.2]");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new TlsContext(SERVER.context(), List.of("TLSv1.2"), List.of("NONE")))
                .withMessageStartingWith("the cipher suite 'NONE' is not supported; there are [");
    }
}
