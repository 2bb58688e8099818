package dev.weir.server;

import static dev.weir.server.SafeListener.ONE;
import static dev.weir.server.SafeListener.TWO;
import static dev.weir.server.SafeListener.echo;
import static dev.weir.server.SafeListener.handshake;
import static dev.weir.server.SafeListener.shakeHands;
import static dev.weir.server.SafeListener.tls;
import static dev.weir.testing.Patience.await;
import static dev.weir.testing.Patience.take;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weir.observe.CloseCause;
import dev.weir.stream.TlsSession;
import dev.weir.testing.LogCapture;
import dev.weir.testing.Scrape;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A listener with an SSL bundle, from its settings to its meters. */
@Timeout(120)
class TlsListenerTests {

    private static final String USED = "weir_buffer_memory_used_bytes";

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
}
