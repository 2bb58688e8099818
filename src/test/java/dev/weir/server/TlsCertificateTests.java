package dev.weir.server;

import static dev.weir.server.SafeListener.ONE;
import static dev.weir.server.SafeListener.TWO;
import static dev.weir.server.SafeListener.echo;
import static dev.weir.server.SafeListener.handshake;
import static dev.weir.server.SafeListener.subject;
import static dev.weir.server.SafeListener.tls;
import static dev.weir.testing.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.actuate.CertificateExpiry;
import dev.weir.testing.RunningApplication;
import dev.weir.testing.TestCertificates;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.net.ssl.SNIHostName;
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

/** The certificates of a listener: by the name that a client asks for, and changed while it serves. */
@Timeout(120)
class TlsCertificateTests {

    @TempDir
    private Path directory;

    @Test
    void newFileIsServedToNewConnectionsAndABrokenOneIsNot() throws Exception {
        Path pem = Files.copy(ONE.pem(), directory.resolve("edge.pem"));
        try (var application = tls(pem).with(
                                "spring.ssl.bundle.pem.edge.reload-on-update=true",
                                "spring.ssl.bundle.watch.file.quiet-period=200ms")
                        .start();
                SSLSocket old = handshake(application)) {
            assertThat(subject(old)).isEqualTo("CN=one.example");
            assertThat(application.bean(CertificateExpiry.class).of("safe"))
                    .isEqualTo(ONE.certificate().getNotAfter().toInstant());
            Files.copy(TWO.pem(), pem, StandardCopyOption.REPLACE_EXISTING);
            await().untilAsserted(() -> {
                try (SSLSocket socket = handshake(application)) {
                    assertThat(subject(socket)).isEqualTo("CN=two.example");
                }
            });
            assertThat(echo(old, "still here")).isEqualTo("still here");
            assertThat(application.bean(CertificateExpiry.class).of("safe"))
                    .isEqualTo(TWO.certificate().getNotAfter().toInstant());
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
                try (SSLSocket socket = SafeListener.connect(application, host)) {
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
            for (String host : List.of("one.example", "two.example")) {
                try (SSLSocket socket = SafeListener.connect(application, host)) {
                    socket.startHandshake();
                    assertThat(subject(socket)).isEqualTo("CN=" + host);
                }
            }
        }
    }
}
