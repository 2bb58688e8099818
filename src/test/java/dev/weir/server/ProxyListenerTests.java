package dev.weir.server;

import static dev.weir.testing.Patience.await;
import static dev.weir.testing.Patience.take;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.proxy.ProxyHeader;
import dev.weir.proxy.ProxyTransport;
import dev.weir.testing.RunningApplication;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A listener behind a balancer that says who the client is. */
@Timeout(120)
class ProxyListenerTests {

    private static final String FROM_ABROAD = "PROXY TCP4 192.0.2.7 198.51.100.1 4711 443\r\n";

    private static RunningApplication.Setup behindBalancer(String mode, String trusted) {
        return RunningApplication.application()
                .listener("px", "echo")
                .with(
                        "weir.listeners.px.proxy-protocol.mode=" + mode,
                        "weir.listeners.px.proxy-protocol.trusted[0]=" + trusted);
    }

    private static void send(Socket socket, String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
    }

    private static String read(Socket socket, int length) throws IOException {
        return new String(socket.getInputStream().readNBytes(length), StandardCharsets.US_ASCII);
    }

    private static long rejected(RunningApplication application, String reason) throws Exception {
        return application.scrape().sum("tcp_server_connections_rejected_total", "reason=\"" + reason + "\"");
    }

    @Test
    void operatorsAndHandlersSeeTheRealClient() throws Exception {
        BlockingQueue<ProxyHeader> headers = new LinkedBlockingQueue<>();
        try (var application = behindBalancer("required", "127.0.0.0/8")
                        .listener("px", stream -> {
                            headers.add(stream.layer(ProxyTransport.class)
                                    .flatMap(ProxyTransport::header)
                                    .orElseThrow());
                            stream.transferTo(stream);
                        })
                        .start();
                Socket balancer = application.connect("px")) {
            send(balancer, FROM_ABROAD + "hello");
            assertThat(read(balancer, 5)).isEqualTo("hello");
            assertThat(application.get("tcpstreams").body())
                    .contains("\"remoteAddress\":\"192.0.2.7:4711\"", "\"bytesRead\":5");
            ProxyHeader header = take(headers);
            assertThat(header.version()).isEqualTo(1);
        }
    }

    @Test
    void limitsAndListsGoByTheRealClient() throws Exception {
        try (var application = behindBalancer("required", "127.0.0.0/8")
                        .with(
                                "weir.listeners.px.max-connections-per-client=1",
                                "weir.listeners.px.access.deny[0]=203.0.113.0/24")
                        .start();
                Socket first = application.connect("px");
                Socket second = application.connect("px");
                Socket denied = application.connect("px")) {
            send(first, FROM_ABROAD + "a");
            assertThat(read(first, 1)).isEqualTo("a");
            send(second, FROM_ABROAD + "b");
            assertThat(read(second, 1)).isEmpty();
            send(denied, "PROXY TCP4 203.0.113.9 198.51.100.1 4711 443\r\n");
            assertThat(read(denied, 1)).isEmpty();
            assertThat(rejected(application, "max_per_client")).isEqualTo(1);
            assertThat(rejected(application, "denied")).isEqualTo(1);
            assertThat(application.scrape().sum("tcp_server_connections_accepted_total", "listener=\"px\""))
                    .isEqualTo(1);
        }
    }

    @Test
    void requiredRejectsWhoeverSendsNoHeaderAndWhoeverIsNotTrusted() throws Exception {
        try (var application = behindBalancer("required", "127.0.0.1")
                        .with("weir.listeners.px.proxy-protocol.timeout=300ms")
                        .start();
                Socket foreign = application.connect("px");
                Socket silent = application.connect("px");
                Socket untrusted = application.connect("px", "127.0.0.2")) {
            send(foreign, "not a header at all\r\n");
            send(untrusted, FROM_ABROAD + "x");
            await().untilAsserted(() ->
                    assertThat(rejected(application, "proxy_protocol")).isEqualTo(3));
            assertThat(silent.getInputStream().read()).isEqualTo(-1);
            assertThat(application.scrape().sum("tcp_server_connections_accepted_total", "listener=\"px\""))
                    .isZero();
        }
    }

    @Test
    void optionalTakesAnUntrustedSendersHeaderForPayload() throws Exception {
        try (var application = behindBalancer("optional", "127.0.0.1").start();
                Socket trusted = application.connect("px");
                Socket untrusted = application.connect("px", "127.0.0.2")) {
            send(untrusted, FROM_ABROAD);
            assertThat(read(untrusted, FROM_ABROAD.length())).isEqualTo(FROM_ABROAD);
            send(trusted, "no header");
            assertThat(read(trusted, 9)).isEqualTo("no header");
        }
    }
}
