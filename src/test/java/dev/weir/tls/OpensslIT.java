package dev.weir.tls;

import static dev.weir.tls.TlsPair.HOST;
import static dev.weir.tls.TlsPair.SERVER;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.weir.stream.StreamAddress;
import dev.weir.stream.StreamOptions;
import dev.weir.stream.TcpStream;
import dev.weir.stream.Transport;
import dev.weir.testing.LogCapture;
import dev.weir.testing.RequiresTool;
import dev.weir.testing.RunningApplication;
import dev.weir.testing.TestCertificates;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import javax.net.ssl.SSLException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(120)
@RequiresTool("openssl")
class OpensslIT {

    private static final TestCertificates OTHER = TestCertificates.of("other.example");
    private static final TestCertificates CLIENT = TestCertificates.of("client.example");
    private static final TlsContext CONTEXT = TlsContext.of(SERVER.contextTrusting(CLIENT));
    private static final TlsContext OTHER_CONTEXT = TlsContext.of(OTHER.context());

    private static EdgeServer start(ClientAuth clientAuth) throws Exception {
        Map<String, Supplier<TlsContext>> names = Map.of("other.example", () -> OTHER_CONTEXT);
        return EdgeServer.start(null, new TlsServer(() -> CONTEXT, names, clientAuth, List.of("echo/1", "echo/2")));
    }

    private static Conversation client(EdgeServer server, Object... options) throws Exception {
        return client(SERVER, HOST, server, options);
    }

    private static Conversation client(TestCertificates trusted, String host, EdgeServer server, Object... options)
            throws Exception {
        List<Object> command = new ArrayList<>(List.of("openssl", "s_client", "-connect", server.address()));
        command.addAll(List.of("-CAfile", trusted.pem(), "-verify_return_error", "-servername", host));
        command.addAll(List.of(options));
        return Conversation.with(command.toArray());
    }

    @ParameterizedTest
    @CsvSource({"-tls1_2, TLSv1.2", "-tls1_3, TLSv1.3"})
    void talks(String option, String protocol) throws Exception {
        try (EdgeServer server = start(ClientAuth.NONE);
                Conversation client = client(server, option, "-quiet", "-alpn", "x,echo/2")) {
            client.sendLine("hello")
                    .readUntil("line=hello .* protocol=" + protocol + " sni=weir.example alpn=echo/2 certificates=0");
            client.readToEnd();
            assertThat(server.failures()).isEmpty();
        }
    }

    @Test
    void seesTheCertificateOfTheHostItAskedFor() throws Exception {
        try (EdgeServer server = start(ClientAuth.NONE);
                Conversation client = client(OTHER, "other.example", server, "-quiet")) {
            client.sendLine("hello").readUntil("sni=other.example alpn=- certificates=0");
        }
    }

    @ParameterizedTest
    @CsvSource({"WANT, -tls1_2", "WANT, -tls1_3", "NEED, -tls1_2", "NEED, -tls1_3"})
    void isKnownByItsCertificate(ClientAuth clientAuth, String option) throws Exception {
        try (EdgeServer server = start(clientAuth);
                Conversation client = client(server, option, "-quiet", "-cert", CLIENT.pem(), "-key", CLIENT.pem())) {
            client.sendLine("hello").readUntil("certificates=1");
        }
    }

    @ParameterizedTest
    @CsvSource({"WANT, -tls1_2", "WANT, -tls1_3", "NEED, -tls1_2", "NEED, -tls1_3"})
    void isRefusedWithAnUntrustedCertificate(ClientAuth clientAuth, String option) throws Exception {
        try (EdgeServer server = start(clientAuth);
                Conversation client = client(server, option, "-cert", OTHER.pem(), "-key", OTHER.pem())) {
            client.readUntil("alert certificate unknown");
            await().until(() -> !server.failures().isEmpty());
            assertThat(server.failures()).hasOnlyElementsOfType(SSLException.class);
        }
    }

    @Test
    void isRefusedWithoutACertificateWhereOneIsNeeded() throws Exception {
        try (EdgeServer server = start(ClientAuth.NEED);
                Conversation client = client(server, "-tls1_3")) {
            client.readUntil("alert (certificate required|bad certificate)");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"-tls1_2", "-tls1_3"})
    void resumesASession(String option, @TempDir Path directory) throws Exception {
        Path session = directory.resolve("session");
        try (EdgeServer server = start(ClientAuth.NONE)) {
            try (Conversation client = client(server, option, "-ign_eof", "-sess_out", session)) {
                client.sendLine("hello").readUntil("line=hello");
                client.readToEnd();
            }
            try (Conversation client = client(server, option, "-ign_eof", "-sess_in", session)) {
                client.readUntil("^Reused, TLSv1");
                client.sendLine("again").readUntil("line=again .* sni=weir.example");
            }
        }
    }

    @Test
    void updatesKeysInTheMiddleOfAConversation() throws Exception {
        try (EdgeServer server = start(ClientAuth.NONE);
                Conversation client = client(server, "-tls1_3")) {
            client.sendLine("echo").sendLine("before").readUntil("^before");
            for (String command : new String[] {"K", "k", "K"}) {
                client.sendLine(command).readUntil("KEYUPDATE");
                client.sendLine("after " + command).readUntil("^after " + command);
            }
            client.end().readToEnd();
            assertThat(server.failures()).isEmpty();
        }
    }

    @Test
    void isRefusedARenegotiation() throws Exception {
        try (EdgeServer server = start(ClientAuth.NONE);
                Conversation client = client(server, "-tls1_2")) {
            client.sendLine("echo").sendLine("one").readUntil("^one");
            client.sendLine("R").readUntil("RENEGOTIATING");
            client.readToEnd();
            await().until(() -> !server.failures().isEmpty());
            assertThat(server.failures())
                    .singleElement()
                    .satisfies(e -> assertThat(e)
                            .isInstanceOf(SSLException.class)
                            .hasMessageContaining("requested a renegotiation"));
        }
    }

    @ParameterizedTest
    @CsvSource({
        "-tls1_1 -cipher DEFAULT@SECLEVEL=0, NO_COMMON_PROTOCOL",
        "-tls1_3 -ciphersuites TLS_AES_128_CCM_SHA256, NO_COMMON_CIPHER",
        "-tls1_2 -cipher ECDHE-RSA-AES128-GCM-SHA256, NO_COMMON_CIPHER",
        "-tls1_3 -sigalgs RSA-PSS+SHA256, NO_COMMON_CIPHER",
        "-alpn x, APPLICATION_PROTOCOL",
        "-servername trailing.example., SERVER_NAME",
        "-servername under_score.example, SERVER_NAME",
        "-tls1_2 -verify_hostname wrong.example, ALERT",
        "-tls1_3 -verify_hostname wrong.example, ALERT",
    })
    void whyItFails(String options, TlsFailure expected) throws Exception {
        try (EdgeServer server = start(ClientAuth.NONE);
                Conversation client = client(server, (Object[]) options.split(" "))) {
            assertFailure(server, client, expected);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"trailing.example.", "under_score.example"})
    void theNameThatTheJdkRefusesIsInTheDebugLine(String name) throws Exception {
        try (var application = RunningApplication.application()
                        .listener("safe", "echo")
                        .with(
                                "weir.listeners.safe.ssl.bundle=edge",
                                "spring.ssl.bundle.pem.edge.keystore.certificate=file:" + SERVER.pem(),
                                "spring.ssl.bundle.pem.edge.keystore.private-key=file:" + SERVER.pem(),
                                "logging.level.dev.weir.server.StreamConnection=debug")
                        .start();
                var log = LogCapture.of("dev.weir.server.StreamConnection");
                var access = LogCapture.of("weir.access");
                var client = Conversation.with(
                        "openssl",
                        "s_client",
                        "-connect",
                        StreamAddress.format(application.address("safe")),
                        "-servername",
                        name)) {
            client.end().readToEnd();
            await().untilAsserted(() -> assertThat(log.events())
                    .anyMatch(event -> event.getFormattedMessage().contains("tls_error")
                            && event.getThrowableProxy().getMessage().contains("name=" + name + ",")));
            await().untilAsserted(() -> assertThat(access.lines())
                    .singleElement()
                    .asString()
                    .endsWith("cause=tls_error tls=- reason=server_name"));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"-tls1_2", "-tls1_3"})
    void isRefusedWithACertificateThatIsNotTrusted(String option) throws Exception {
        try (EdgeServer server = start(ClientAuth.NEED);
                Conversation client = client(server, option, "-cert", OTHER.pem(), "-key", OTHER.pem())) {
            assertFailure(server, client, TlsFailure.CERTIFICATE_UNTRUSTED);
        }
    }

    private static void assertFailure(EdgeServer server, Conversation client, TlsFailure expected) throws Exception {
        String received = client.end().readToEnd();
        await().untilAsserted(() -> assertThat(server.failures()).as(received).hasSize(1));
        assertThat(server.failures())
                .first()
                .satisfies(e ->
                        assertThat(TlsFailure.of((IOException) e)).as("%s", e).isEqualTo(expected));
    }

    @ParameterizedTest
    @ValueSource(strings = {"-tls1_2", "-tls1_3"})
    void isNotMistakenForFinishedWhenItIsKilled(String option) throws Exception {
        try (EdgeServer server = start(ClientAuth.NONE);
                Conversation client = client(server, option)) {
            client.sendLine("echo").sendLine("one").readUntil("^one");
            client.kill();
            await().until(() -> !server.failures().isEmpty());
            assertThat(server.failures()).hasOnlyElementsOfType(TlsTruncatedException.class);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"-tls1_2", "-tls1_3"})
    void isAServerToOurClient(String option) throws Exception {
        try (Conversation server = Conversation.with(
                "openssl",
                "s_server",
                "-accept",
                "127.0.0.1:0",
                "-cert",
                SERVER.pem(),
                "-key",
                SERVER.pem(),
                "-rev",
                option)) {
            String port = server.readUntil("ACCEPT .*:(\\d+)").group(1);
            Transport socket = Transport.connect("127.0.0.1:" + port, StreamOptions.DEFAULT);
            TlsContext trusting = TlsContext.of(TestCertificates.trusting(SERVER));
            TlsTransport tls = TlsTransport.connect(socket, trusting, HOST, 443, List.of());
            tls.handshake(TlsPair.LONG);
            try (TcpStream stream = TcpStream.over(tls, StreamOptions.DEFAULT)) {
                stream.writeAll("stressed\n".getBytes(StandardCharsets.US_ASCII));
                assertThat(stream.readLine(StandardCharsets.US_ASCII, 100)).isEqualTo("desserts");
                assertThat(stream.tls().orElseThrow().protocol())
                        .isEqualTo(option.equals("-tls1_2") ? "TLSv1.2" : "TLSv1.3");
            }
        }
    }
}
