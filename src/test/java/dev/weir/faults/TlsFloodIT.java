package dev.weir.faults;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.testing.TestCertificates;
import dev.weir.testing.WeirProcess;
import java.net.Socket;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.Test;

/** Thousands that connect to a port with TLS and never say a word, and a heap that has not much for each. */
class TlsFloodIT {

    private static final int SILENT = 7_500;
    private static final TestCertificates SERVER = TestCertificates.of("localhost");

    @Test
    void whoeverShakesHandsIsServed() throws Exception {
        try (var service = WeirProcess.service()
                .jvm("-Xmx256m")
                .with(
                        "weir.listeners.echo.timeout.handshake=5m",
                        "weir.listeners.echo.ssl.bundle=edge",
                        "spring.ssl.bundle.pem.edge.keystore.certificate=file:" + SERVER.pem(),
                        "spring.ssl.bundle.pem.edge.keystore.private-key=file:" + SERVER.pem())
                .start()) {
            List<SocketChannel> silent = new ArrayList<>();
            try {
                for (int i = 0; i < SILENT; i++) {
                    silent.add(SocketChannel.open(service.address("echo")));
                }
                try (Socket plain = service.connect("echo");
                        SSLSocket client = (SSLSocket) TestCertificates.trusting(SERVER)
                                .getSocketFactory()
                                .createSocket(plain, "localhost", plain.getPort(), true)) {
                    Peers.echo(client, "one that shakes hands");
                }
                assertThat(service.scrape().sum("tcp_server_connections_active", "listener=\"echo\""))
                        .isGreaterThanOrEqualTo(SILENT);
            } finally {
                for (SocketChannel channel : silent) {
                    channel.close();
                }
            }
            assertThat(service.process().output()).doesNotContain("OutOfMemoryError");
        }
    }
}
