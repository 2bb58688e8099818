package dev.weir.server;

import static dev.weir.testing.Patience.await;
import static dev.weir.testing.Patience.take;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weir.observe.CloseCause;
import dev.weir.stream.TlsSession;
import dev.weir.testing.LogCapture;
import dev.weir.testing.RunningApplication;
import dev.weir.testing.Scrape;
import dev.weir.testing.TestCertificates;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.ssl.DefaultSslBundleRegistry;
import org.springframework.boot.ssl.SslBundle;
import org.springframework.boot.ssl.SslStoreBundle;

/** A listener with an SSL bundle, from its settings to its meters. */
@Timeout(120)
class TlsListenerTests {

    private static final TestCertificates ONE = TestCertificates.of("one.example");
    private static final TestCertificates TWO = TestCertificates.of("two.example");
    private static final String USED = "weir_buffer_memory_used_bytes";
    private static final SSLContext CLIENT = TestCertificates.trusting(ONE, TWO);

    @TempDir
    private Path directory;

    private static RunningApplication.Setup tls(Path pem) {
        return RunningApplication.application()
                .listener("safe", "echo")
                .with(
                        "weir.listeners.safe.ssl.bundle=edge",
                        "spring.ssl.bundle.pem.edge.keystore.certificate=file:" + pem,
                        "spring.ssl.bundle.pem.edge.keystore.private-key=file:" + pem);
    }

    private static SSLSocket handshake(RunningApplication application) throws IOException {
        return shakeHands(application.connect("safe"));
    }

    private static SSLSocket shakeHands(Socket plain) throws IOException {
        var socket = (SSLSocket) CLIENT.getSocketFactory().createSocket(plain, "127.0.0.1", plain.getPort(), true);
        socket.startHandshake();
        return socket;
    }

    private static String echo(Socket socket, String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        socket.getOutputStream().write(bytes);
        socket.getOutputStream().flush();
        return new String(socket.getInputStream().readNBytes(bytes.length), StandardCharsets.UTF_8);
    }

    private static String subject(SSLSocket socket) throws IOException {
        return socket.getSession().getPeerPrincipal().getName();
    }

    @Test
    void handlerSeesApplicationBytesAndTheSession() throws Exception {
        BlockingQueue<TlsSession> sessions = new LinkedBlockingQueue<>();
        try (var application = tls(ONE.pem())
                .listener("safe", stream -> {
                    sessions.add(stream.tls().orElseThrow());
                    stream.transferTo(stream);
                })
                .start()) {
            try (SSLSocket socket = handshake(application)) {
                assertThat(echo(socket, "hello")).isEqualTo("hello");
                socket.shutdownOutput();
                assertThat(socket.getInputStream().read()).isEqualTo(-1);
            }
            TlsSession session = take(sessions);
            assertThat(session.protocol()).isEqualTo("TLSv1.3");
            await().untilAsserted(() -> {
                Scrape scrape = application.scrape();
                assertThat(scrape.sum("tcp_server_read_bytes_total", "listener=\"safe\""))
                        .isEqualTo(5);
                assertThat(scrape.sum("tcp_server_connections_closed_total", "cause=\"peer_closed\""))
                        .isEqualTo(1);
                assertThat(scrape.sum(
                                "tcp_server_tls_handshake_seconds_count",
                                "outcome=\"success\"",
                                "protocol=\"TLSv1.3\""))
                        .isEqualTo(1);
            });
            assertThat(application.get("tcplisteners/safe").body()).contains("\"tls\":true");
        }
    }

    @Test
    void recordsThatAreNeverWholeTakeNoMoreThanTheBuffersMayHave() throws Exception {
        try (var application = tls(ONE.pem()).with("weir.buffer-memory=64KB").start()) {
            var hogs = new ArrayList<Socket>();
            try {
                for (int i = 0; i < 20; i++) {
                    Socket plain = application.connect("safe");
                    hogs.add(plain);
                    shakeHands(plain);
                    plain.getOutputStream().write(new byte[] {23, 3, 3, 0x40, 0});
                    plain.getOutputStream().write(new byte[12_000]);
                }
                await().untilAsserted(() -> {
                    Scrape scrape = application.scrape();
                    assertThat(scrape.sum("tcp_server_connections_closed_total", "cause=\"tls_error\""))
                            .isGreaterThan(10);
                    assertThat(scrape.series().get(USED)).isBetween(10_000.0, 65_536.0);
                });
                try (SSLSocket socket = handshake(application)) {
                    assertThat(echo(socket, "hello")).isEqualTo("hello");
                }
            } finally {
                for (Socket hog : hogs) {
                    hog.close();
                }
            }
            await().untilAsserted(
                            () -> assertThat(application.scrape().series()).containsEntry(USED, 0.0));
        }
    }

    @Test
    void plainBytesAreATlsErrorAndSilenceATlsTimeout() throws Exception {
        try (var application = tls(ONE.pem())
                        .with("weir.listeners.safe.timeout.handshake=500ms")
                        .start();
                var log = LogCapture.of("weir.access")) {
            try (Socket plain = application.connect("safe");
                    Socket silent = application.connect("safe")) {
                plain.getOutputStream().write("GET / HTTP/1.0\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
                plain.getInputStream().readAllBytes();
                assertThat(silent.getInputStream().read()).isEqualTo(-1);
            }
            await().untilAsserted(() -> {
                Scrape scrape = application.scrape();
                assertThat(scrape.sum("tcp_server_connections_closed_total", "cause=\"tls_error\""))
                        .isEqualTo(1);
                assertThat(scrape.sum("tcp_server_connections_closed_total", "cause=\"tls_timeout\""))
                        .isEqualTo(1);
                assertThat(scrape.sum("tcp_server_connections_accepted_total", "listener=\"safe\""))
                        .isEqualTo(2);
                assertThat(scrape.sum("tcp_server_tls_handshake_seconds_count", "outcome=\"failure\""))
                        .isEqualTo(1);
                assertThat(scrape.sum("tcp_server_tls_handshake_seconds_count", "outcome=\"timeout\""))
                        .isEqualTo(1);
                assertThat(log.lines())
                        .hasSize(2)
                        .anyMatch(line -> line.endsWith("cause=tls_error tls=- reason=plaintext"))
                        .anyMatch(line -> line.endsWith("cause=tls_timeout tls=-"));
            });
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void clientThatIsGoneBeforeItsFirstByteHasFailedNoHandshake(boolean reset) throws Exception {
        try (var application = tls(ONE.pem())
                .with("weir.listeners.safe.ssl.server-name-bundles[two.example]=edge")
                .start()) {
            Socket plain = application.connect("safe");
            if (reset) {
                plain.setSoLinger(true, 0);
            }
            plain.close();
            var statistics = application.listener("safe").statistics();
            await().until(() -> statistics.closed() == 1);
            assertThat(statistics.closed(CloseCause.PROBE)).isEqualTo(1);
            assertThat(application.scrape().sum("tcp_server_tls_handshake_seconds_count", "listener=\"safe\""))
                    .isZero();
        }
    }

    @Test
    void newFileIsServedToNewConnectionsAndABrokenOneIsNot() throws Exception {
        Path pem = Files.copy(ONE.pem(), directory.resolve("edge.pem"));
        try (var application = tls(pem).with(
                                "spring.ssl.bundle.pem.edge.reload-on-update=true",
                                "spring.ssl.bundle.watch.file.quiet-period=200ms")
                        .start();
                SSLSocket old = handshake(application)) {
            assertThat(subject(old)).isEqualTo("CN=one.example");
            Files.copy(TWO.pem(), pem, StandardCopyOption.REPLACE_EXISTING);
            await().untilAsserted(() -> {
                try (SSLSocket socket = handshake(application)) {
                    assertThat(subject(socket)).isEqualTo("CN=two.example");
                }
            });
            assertThat(echo(old, "still here")).isEqualTo("still here");
            Files.writeString(pem, "-----BEGIN NONSENSE-----");
            await().untilAsserted(() -> assertThat(
                            application.scrape().sum("tcp_server_tls_reload_total", "outcome=\"failure\""))
                    .isPositive());
            try (SSLSocket socket = handshake(application)) {
                assertThat(subject(socket)).isEqualTo("CN=two.example");
            }
        }
    }

    @Test
    void certificateChangesAHundredTimesUnderTraffic() throws Exception {
        try (var application = tls(ONE.pem()).start();
                SSLSocket old = handshake(application)) {
            var registry = application.bean(DefaultSslBundleRegistry.class);
            var changing = new AtomicBoolean(true);
            var traffic = CompletableFuture.supplyAsync(() -> talkWhile(changing, application));
            for (int i = 1; i <= 100; i++) {
                TestCertificates next = i % 2 == 0 ? ONE : TWO;
                registry.updateBundle("edge", SslBundle.of(SslStoreBundle.of(next.keyStore(), next.password(), null)));
                try (SSLSocket socket = handshake(application)) {
                    assertThat(subject(socket)).isEqualTo(i % 2 == 0 ? "CN=one.example" : "CN=two.example");
                }
            }
            changing.set(false);
            assertThat(traffic.get(60, TimeUnit.SECONDS)).isPositive();
            assertThat(echo(old, "all along")).isEqualTo("all along");
            assertThat(application.scrape().sum("tcp_server_tls_reload_total", "outcome=\"success\""))
                    .isEqualTo(100);
        }
    }

    private static int talkWhile(AtomicBoolean changing, RunningApplication application) {
        int conversations = 0;
        do {
            try (SSLSocket socket = handshake(application)) {
                assertThat(echo(socket, "conversation " + conversations)).isEqualTo("conversation " + conversations);
                conversations++;
            } catch (IOException e) {
                throw new AssertionError("conversation " + conversations + " broke", e);
            }
        } while (changing.get());
        return conversations;
    }

    @Test
    void clientWithoutItsCertificateIsRefused() throws Exception {
        try (var application = tls(ONE.pem())
                .with(
                        "weir.listeners.safe.ssl.client-auth=need",
                        "spring.ssl.bundle.pem.edge.truststore.certificate=file:" + TWO.pem())
                .start()) {
            assertThatThrownBy(() -> {
                        try (SSLSocket socket = handshake(application)) {
                            echo(socket, "hello");
                        }
                    })
                    .isInstanceOfAny(SSLException.class, IOException.class);
            await().untilAsserted(() -> assertThat(
                            application.scrape().sum("tcp_server_connections_closed_total", "cause=\"tls_error\""))
                    .isEqualTo(1));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "weir.listeners.safe.ssl.server-name-bundles[*.example]",
                "weir.listeners.safe.ssl.serverNameBundles.[*.example]",
                "weir.listeners.safe.ssl.server-name-bundles[*].example"
            })
    void wildcardKeepsItsStar(String key) throws Exception {
        try (var application = tls(ONE.pem())
                .with(
                        key + "=second",
                        "spring.ssl.bundle.pem.second.keystore.certificate=file:" + TWO.pem(),
                        "spring.ssl.bundle.pem.second.keystore.private-key=file:" + TWO.pem())
                .start()) {
            for (String host : List.of("any.example", "example", "a.b.example")) {
                Socket plain = application.connect("safe");
                try (var socket =
                        (SSLSocket) CLIENT.getSocketFactory().createSocket(plain, host, plain.getPort(), true)) {
                    SSLParameters parameters = socket.getSSLParameters();
                    parameters.setServerNames(List.of(new SNIHostName(host)));
                    socket.setSSLParameters(parameters);
                    socket.startHandshake();
                    assertThat(subject(socket))
                            .as(host)
                            .isEqualTo(host.equals("any.example") ? "CN=two.example" : "CN=one.example");
                }
            }
        }
    }

    @Test
    void otherNamesHaveOtherCertificates() throws Exception {
        try (var application = tls(ONE.pem())
                .with(
                        "weir.listeners.safe.ssl.server-name-bundles[two.example]=second",
                        "spring.ssl.bundle.pem.second.keystore.certificate=file:" + TWO.pem(),
                        "spring.ssl.bundle.pem.second.keystore.private-key=file:" + TWO.pem())
                .start()) {
            for (String host : Stream.of("one.example", "two.example").toList()) {
                Socket plain = application.connect("safe");
                try (var socket =
                        (SSLSocket) CLIENT.getSocketFactory().createSocket(plain, host, plain.getPort(), true)) {
                    socket.startHandshake();
                    assertThat(subject(socket)).isEqualTo("CN=" + host);
                }
            }
        }
    }
}
