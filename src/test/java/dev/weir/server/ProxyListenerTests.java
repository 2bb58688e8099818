package dev.weir.server;

import static dev.weir.testing.Patience.await;
import static dev.weir.testing.Patience.take;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.proxy.ProxyHeader;
import dev.weir.proxy.ProxyTransport;
import dev.weir.test.TcpTestClient;
import dev.weir.testing.RunningApplication;
import java.net.InetSocketAddress;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A listener behind a balancer that says who the client is. */
@Timeout(120)
class ProxyListenerTests {

    private static final InetSocketAddress ABROAD = new InetSocketAddress("192.0.2.7", 4711);
    private static final InetSocketAddress DENIED = new InetSocketAddress("203.0.113.9", 4711);
    private static final String HEADER = "PROXY TCP4 192.0.2.7 198.51.100.1 4711 443\r\n";
    private static final String LOOPBACK = "127.0.0.0/8";
    private static final String ELSEWHERE = "198.51.100.0/24";

    private static String[] proxied(String mode, String trusted) {
        return new String[] {"proxy-protocol.mode=" + mode, "proxy-protocol.trusted[0]=" + trusted};
    }

    private static RunningApplication.Setup behindBalancer() {
        return RunningApplication.application().listener("px", "echo", proxied("required", LOOPBACK));
    }

    /** The balancer of one listener is trusted, that of the other is not. */
    private static RunningApplication.Setup behindTwoBalancers(String mode) {
        return RunningApplication.application()
                .listener("trusting", "echo", proxied(mode, LOOPBACK))
                .listener("wary", "echo", proxied(mode, ELSEWHERE));
    }

    private static long rejected(RunningApplication application, String... tags) throws Exception {
        return application.scrape().sum("tcp_server_connections_rejected_total", tags);
    }

    private static long accepted(RunningApplication application) throws Exception {
        return application.scrape().sum("tcp_server_connections_accepted_total");
    }

    @Test
    void operatorsAndHandlersSeeTheRealClient() throws Exception {
        BlockingQueue<ProxyHeader> headers = new LinkedBlockingQueue<>();
        try (var application = behindBalancer()
                        .listener("px", stream -> {
                            headers.add(stream.layer(ProxyTransport.class)
                                    .flatMap(ProxyTransport::header)
                                    .orElseThrow());
                            stream.transferTo(stream);
                        })
                        .start();
                TcpTestClient client = application.client("px").behindProxy(ABROAD)) {
            client.send("hello").receives("hello");
            assertThat(application.get("tcpstreams").body())
                    .contains("\"remoteAddress\":\"192.0.2.7:4711\"", "\"bytesRead\":5");
            assertThat(take(headers).version()).isEqualTo(1);
        }
    }

    @Test
    void limitsAndListsGoByTheRealClient() throws Exception {
        try (var application = behindBalancer()
                        .with(
                                "weir.listeners.px.max-connections-per-client=1",
                                "weir.listeners.px.access.deny[0]=203.0.113.0/24")
                        .start();
                TcpTestClient first = application.client("px").behindProxy(ABROAD);
                TcpTestClient second = application.client("px");
                TcpTestClient denied = application.client("px")) {
            first.send("a").receives("a");
            second.behindProxy(ABROAD).thenEnds();
            denied.behindProxy(DENIED).thenEnds();
            assertThat(rejected(application, "reason=\"max_per_client\"")).isEqualTo(1);
            assertThat(rejected(application, "reason=\"denied\"")).isEqualTo(1);
            assertThat(accepted(application)).isEqualTo(1);
        }
    }

    @Test
    void requiredRejectsAConnectionWithoutAHeaderAndOneOfAnUntrustedSender() throws Exception {
        try (var application = behindTwoBalancers("required")
                        .with("weir.listeners.trusting.proxy-protocol.timeout=300ms")
                        .start();
                TcpTestClient foreign = application.client("trusting");
                TcpTestClient silent = application.client("trusting");
                TcpTestClient _ = application.client("wary")) {
            foreign.send("not a header at all\r\n");
            await().untilAsserted(() -> {
                assertThat(rejected(application, "listener=\"trusting\"", "reason=\"proxy_protocol\""))
                        .isEqualTo(2);
                assertThat(rejected(application, "listener=\"wary\"", "reason=\"proxy_protocol\""))
                        .isEqualTo(1);
            });
            silent.thenEnds();
            assertThat(accepted(application)).isZero();
        }
    }

    @Test
    void optionalTakesAnUntrustedSendersHeaderForPayload() throws Exception {
        try (var application = behindTwoBalancers("optional").start();
                TcpTestClient trusted = application.client("trusting");
                TcpTestClient untrusted = application.client("wary")) {
            untrusted.send(HEADER).receives(HEADER);
            trusted.send("no header").receives("no header");
        }
    }
}
