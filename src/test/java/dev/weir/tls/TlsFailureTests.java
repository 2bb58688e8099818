package dev.weir.tls;

import static dev.weir.tls.TlsPair.HOST;
import static dev.weir.tls.TlsPair.LONG;
import static dev.weir.tls.TlsPair.SERVER;
import static dev.weir.tls.TlsPair.clientContext;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.weir.stream.BufferBudget;
import dev.weir.stream.Half;
import dev.weir.testing.TestCertificates;
import java.io.IOException;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import javax.net.ssl.SSLContext;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Classifies the messages of the JDK's engine. */
@Timeout(120)
class TlsFailureTests {

    private static final TestCertificates OTHER = TestCertificates.of("other.example");
    private static final TestCertificates CLIENT = TestCertificates.of("client.example");
    private static final TlsContext CONTEXT = TlsContext.of(SERVER.contextTrusting(CLIENT));

    private static TransportPair raw() {
        return TransportPair.ofSegments(Integer.MAX_VALUE);
    }

    private static TlsFailure failureOf(ThrowingCallable call) {
        IOException thrown = catchThrowableOfType(IOException.class, call);
        assertThat(thrown).isNotNull();
        return TlsFailure.of(thrown);
    }

    private static TlsFailure failureOf(TlsServer server, TlsContext client, String... applicationProtocols) {
        return failureOf(() -> TlsPair.connect(raw(), server, client, HOST, List.of(applicationProtocols)));
    }

    private static TlsServer server(ClientAuth clientAuth, String... applicationProtocols) {
        return new TlsServer(() -> CONTEXT, Map.of(), clientAuth, List.of(applicationProtocols));
    }

    private static TlsServer server(List<String> protocols, List<String> suites) {
        return TlsServer.of(() -> new TlsContext(SERVER.context(), protocols, suites));
    }

    @Test
    void noCommonProtocol() {
        assertThat(failureOf(server(List.of("TLSv1.3"), List.of()), clientContext("TLSv1.2")))
                .isEqualTo(TlsFailure.NO_COMMON_PROTOCOL);
        assertThat(failureOf(server(List.of("TLSv1.2"), List.of()), clientContext("TLSv1.3")))
                .isEqualTo(TlsFailure.NO_COMMON_PROTOCOL);
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void noCommonCipher(String protocol) {
        boolean tls13 = protocol.equals("TLSv1.3");
        SSLContext trusting = TestCertificates.trusting(SERVER);
        String ours = tls13 ? "TLS_AES_128_GCM_SHA256" : "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256";
        String theirs = tls13 ? "TLS_AES_256_GCM_SHA384" : "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384";
        assertThat(failureOf(
                        server(List.of(protocol), List.of(ours)),
                        new TlsContext(trusting, List.of(protocol), List.of(theirs))))
                .isEqualTo(TlsFailure.NO_COMMON_CIPHER);
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void noCommonApplicationProtocol(String protocol) {
        assertThat(failureOf(server(ClientAuth.NONE, "echo/2"), clientContext(protocol), "x"))
                .isEqualTo(TlsFailure.APPLICATION_PROTOCOL);
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void noCertificate(String protocol) {
        assertThat(failureOf(server(ClientAuth.NEED), clientContext(protocol)))
                .isEqualTo(TlsFailure.CERTIFICATE_REQUIRED);
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void refusedByTheClient(String protocol) {
        var client = new TlsContext(TestCertificates.trusting(OTHER), List.of(protocol), List.of());
        assertThat(failureOf(TlsServer.of(() -> CONTEXT), client)).isEqualTo(TlsFailure.ALERT);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GET / HTTP/1.1\r\nHost: x\r\n\r\n",
                "SSH-2.0-OpenSSH_9.2\r\n",
                "PROXY TCP4 1.2.3.4 1.2.3.4 1 2\r\n",
                "hello\n",
                "{\"id\": 1}\n",
                "\u0000\u0000\u0000\u0010abcdefgh"
            })
    void plainText(String text) throws Exception {
        assertThat(handshakeWith(text.getBytes(StandardCharsets.ISO_8859_1))).isEqualTo(TlsFailure.PLAINTEXT);
    }

    @Test
    void truncated() throws Exception {
        assertThat(handshakeWith(new byte[0])).isEqualTo(TlsFailure.TRUNCATED);
        assertThat(handshakeWith(new byte[] {22, 3, 1, 0, 100, 1})).isEqualTo(TlsFailure.TRUNCATED);
        TlsPair pair = TlsPair.connect("TLSv1.3");
        pair.raw().client().shutdown(Half.WRITE);
        assertThat(failureOf(() -> pair.server().read(ByteBuffer.allocate(1), 0)))
                .isEqualTo(TlsFailure.TRUNCATED);
        assertThat(TlsFailure.of(new SocketException("Connection reset"))).isEqualTo(TlsFailure.TRUNCATED);
    }

    private static TlsFailure handshakeWith(byte[] bytes) throws IOException {
        TransportPair raw = raw();
        TlsPair.send(raw.client(), bytes);
        raw.client().shutdown(Half.WRITE);
        TlsTransport accepted = TlsTransport.accept(raw.server(), TlsServer.of(() -> CONTEXT));
        return failureOf(() -> accepted.handshake(LONG));
    }

    @Test
    void recordThatIsTooLong() throws Exception {
        TlsPair pair = TlsPair.connect("TLSv1.3");
        pair.raw().client().write(ByteBuffer.wrap(new byte[] {23, 3, 3, -1, -1}));
        assertThat(failureOf(() -> pair.server().read(ByteBuffer.allocate(1), 0)))
                .isEqualTo(TlsFailure.RECORD_MEMORY);
    }

    @Test
    void recordThatMemoryIsUsedUpFor() throws Exception {
        TlsPair pair = TlsPair.connect(raw(), new BufferBudget(1));
        TlsPair.send(pair.client(), new byte[10_000]);
        assertThat(failureOf(() -> pair.server().read(ByteBuffer.allocate(1), 0)))
                .isEqualTo(TlsFailure.RECORD_MEMORY);
    }

    @Test
    void recordThatCannotBeDecrypted() throws Exception {
        TlsPair pair = TlsPair.connect("TLSv1.3");
        pair.raw().client().write(ByteBuffer.wrap(new byte[] {23, 3, 3, 0, 40}));
        pair.raw().client().write(ByteBuffer.allocate(40));
        assertThat(failureOf(() -> pair.server().read(ByteBuffer.allocate(1), 0)))
                .isEqualTo(TlsFailure.OTHER);
    }

    /** The name must have as many bytes as the one that it replaces in the ClientHello. */
    @Test
    void serverNameThatLooksLikeAnotherReason() throws Exception {
        String hello = new String(TlsHandshakeTests.clientHello(), StandardCharsets.ISO_8859_1);
        String other = hello.replace(HOST, "(unknown_ca)");
        assertThat(other).isNotEqualTo(hello).hasSameSizeAs(hello);
        assertThat(handshakeWith(other.getBytes(StandardCharsets.ISO_8859_1))).isEqualTo(TlsFailure.SERVER_NAME);
    }

    @Test
    void labelsAreLowerCase() {
        assertThat(TlsFailure.NO_COMMON_PROTOCOL.label()).isEqualTo("no_common_protocol");
    }
}
