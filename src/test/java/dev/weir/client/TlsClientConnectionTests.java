package dev.weir.client;

import static dev.weir.client.ClientFixture.ask;
import static dev.weir.testing.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.observe.ClientObserver;
import dev.weir.observe.CloseCause;
import dev.weir.observe.UpstreamObserver;
import dev.weir.observe.UpstreamOwner;
import dev.weir.stream.TcpStream;
import dev.weir.stream.TcpStreamHandler;
import dev.weir.stream.Transport;
import dev.weir.testing.Patience;
import dev.weir.testing.TargetServer;
import dev.weir.testing.TestCertificates;
import dev.weir.tls.TlsClient;
import dev.weir.tls.TlsContext;
import dev.weir.tls.TlsServer;
import dev.weir.tls.TlsTransport;
import dev.weir.upstream.HealthOptions;
import dev.weir.upstream.Upstream;
import dev.weir.upstream.UpstreamOptions;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Pooled connections with TLS, on which more than the application's bytes may be waiting. */
@Timeout(120)
class TlsClientConnectionTests {

    private static final TestCertificates CERTIFICATE = TestCertificates.of("target.example");
    private static final TlsServer SERVER = TlsServer.of(() -> TlsContext.of(CERTIFICATE.context()));
    private static final TlsClient CLIENT =
            TlsClient.of(TestCertificates.trusting(CERTIFICATE)).withServerName("target.example");

    private final List<AutoCloseable> open = new ArrayList<>();

    @AfterEach
    void closeAll() throws Exception {
        for (AutoCloseable each : open.reversed()) {
            each.close();
        }
    }

    @Test
    void sessionTicketsDoNotEndAConnection() throws IOException {
        TargetServer server = server(stream -> stream.transferTo(stream));
        TcpClient client = client(server);
        // Reads nothing, so that the tickets, which follow the handshake, are still there for the next caller.
        client.run(stream -> assertThat(stream.tls().orElseThrow().protocol()).isEqualTo("TLSv1.3"));

        for (int i = 0; i < 5; i++) {
            assertThat(ask(client, "hello")).isEqualTo("hello");
        }

        assertThat(server.accepted()).isEqualTo(1);
    }

    @Test
    void theEndOfATlsSessionIsNoticedWithoutUse() throws IOException {
        TargetServer server = server(stream -> {
            ClientFixture.writeLine(stream, ClientFixture.readLine(stream));
        });
        TcpClient client = client(server);
        client.start();

        assertThat(ask(client, "hello")).isEqualTo("hello");

        await().until(() -> client.targets().getFirst().statistics().closed(CloseCause.PEER_CLOSED) == 1);
        assertThat(ask(client, "hello")).isEqualTo("hello");
        assertThat(server.accepted()).isEqualTo(2);
    }

    @Test
    void anIdleConnectionIsClosedInOrder() throws Exception {
        var ends = new LinkedBlockingQueue<Integer>();
        TargetServer server = server(stream -> ends.add(readToTheEnd(stream)));
        TcpClient client = client(server);
        client.run(_ -> {});

        client.close();

        // Without close_notify the read would fail.
        assertThat(Patience.take(ends)).isEqualTo(-1);
    }

    private static int readToTheEnd(TcpStream stream) throws IOException {
        return stream.read(new byte[1]);
    }

    private TargetServer server(TcpStreamHandler handler) throws IOException {
        TargetServer server = TargetServer.start("127.0.0.1:0", TlsClientConnectionTests::tls, handler);
        open.add(server);
        return server;
    }

    private static Transport tls(Transport socket) throws IOException {
        TlsTransport tls = TlsTransport.accept(socket, SERVER);
        tls.handshake(Patience.DEADLINE);
        return tls;
    }

    private TcpClient client(TargetServer server) {
        var options = UpstreamOptions.of(List.of(server.target()))
                .withHealth(HealthOptions.DEFAULT.passive())
                .withTls(CLIENT);
        var upstream = new Upstream(UpstreamOwner.client("test"), options, UpstreamObserver.NONE);
        var client = new TcpClient("test", ClientOptions.DEFAULT, upstream, ClientObserver.NONE);
        open.add(client);
        return client;
    }
}
