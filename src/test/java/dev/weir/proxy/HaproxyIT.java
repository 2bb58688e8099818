package dev.weir.proxy;

import static dev.weir.testing.Patience.PROCESS_DEADLINE;
import static dev.weir.testing.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.net.CidrBlocks;
import dev.weir.proxy.ProxyProtocol.Mode;
import dev.weir.stream.TcpStream;
import dev.weir.testing.RequiresTool;
import dev.weir.testing.ServerProgram;
import dev.weir.testing.TestCertificates;
import dev.weir.tls.ClientAuth;
import dev.weir.tls.EdgeServer;
import dev.weir.tls.TlsContext;
import dev.weir.tls.TlsServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** HAProxy, whose authors have specified the protocol, in front of a server that requires it. */
@Timeout(180)
@RequiresTool("haproxy")
class HaproxyIT {

    private static final TestCertificates FRONT = TestCertificates.of("front.example");
    private static final TestCertificates CLIENT = TestCertificates.of("client.example");
    private static final CidrBlocks LOOPBACK = CidrBlocks.parse(List.of("127.0.0.0/8"));

    @TempDir
    static Path directory;

    private static EdgeServer plain;
    private static EdgeServer secured;
    private static ServerProgram haproxy;

    @BeforeAll
    static void start() throws Exception {
        var required = new ProxyProtocol(Mode.REQUIRED, LOOPBACK::contains, Duration.ofSeconds(60));
        plain = EdgeServer.start(required, null);
        TlsContext context = TlsContext.of(TestCertificates.of("weir.example").context());
        secured = EdgeServer.start(required, new TlsServer(() -> context, Map.of(), ClientAuth.NONE, List.of()));
        Path file = directory.resolve("haproxy.cfg");
        haproxy = ServerProgram.start(file, 4, HaproxyIT::configuration, "haproxy", "-db", "-f", file.toString());
    }

    private static String configuration(List<Integer> ports) {
        return """
                global
                    log stderr format raw local0 warning
                defaults
                    mode tcp
                    timeout connect 10s
                    timeout client 1m
                    timeout server 1m
                    unique-id-format id-%%Ts
                listen v1
                    bind 127.0.0.1:%1$s
                    bind unix@%6$s
                    server weir 127.0.0.1:%5$s send-proxy
                listen v2
                    bind 127.0.0.1:%2$s
                    bind unix@%7$s
                    server weir 127.0.0.1:%5$s send-proxy-v2 proxy-v2-options crc32c,unique-id
                listen tls
                    bind 127.0.0.1:%3$s ssl crt %8$s ca-file %9$s verify optional alpn echo/1
                    server weir 127.0.0.1:%5$s send-proxy-v2-ssl-cn proxy-v2-options ssl,cert-cn,ssl-cipher,crc32c,authority
                listen through
                    bind 127.0.0.1:%4$s
                    server weir 127.0.0.1:%10$s send-proxy-v2
                listen checked
                    bind unix@%11$s
                    server weir 127.0.0.1:%5$s send-proxy-v2 check inter 100
                """.formatted(
                        ports.get(0),
                        ports.get(1),
                        ports.get(2),
                        ports.get(3),
                        plain.port(),
                        socket("v1"),
                        socket("v2"),
                        FRONT.pem(),
                        CLIENT.pem(),
                        secured.port(),
                        socket("checked"));
    }

    private static Path socket(String name) {
        return directory.resolve(name + ".sock");
    }

    @AfterAll
    static void stop() throws IOException {
        haproxy.close();
        plain.close();
        secured.close();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1})
    void exposesTheClientsAddress(int front) throws Exception {
        try (TcpStream client = TcpStream.connect("127.0.0.1:" + haproxy.port(front))) {
            String answer = ask(client, "hello " + front);
            int ourPort = ((InetSocketAddress) client.localAddress()).getPort();
            assertThat(answer).startsWith("line=hello " + front + " remote=127.0.0.1:" + ourPort + " peer=127.0.0.1:");
            ProxyHeader header = headerFrom(client);
            assertThat(header.version()).isEqualTo(front + 1);
            assertThat(header.destination()).contains(client.remoteAddress());
            if (front == 1) {
                assertThat(header.tlv(ProxyTlv.CRC32C)).isPresent();
                assertThat(header.tlv(ProxyTlv.UNIQUE_ID).orElseThrow().text()).startsWith("id-");
            }
        }
    }

    /** HAProxy sends no address for such a client, in either version. */
    @ParameterizedTest
    @ValueSource(strings = {"v1", "v2"})
    void aClientWithoutAnIpAddressIsTheProxy(String socket) throws Exception {
        try (TcpStream client = TcpStream.connect("unix:" + socket(socket))) {
            assertThat(ask(client, socket)).matches("line=" + socket + " remote=(\\S+) peer=\\1 \\.");
        }
    }

    @Test
    void describesTheTlsThatItTerminates() throws Exception {
        SSLContext trusting = CLIENT.contextTrusting(FRONT);
        try (SSLSocket client = (SSLSocket) trusting.getSocketFactory().createSocket()) {
            client.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), haproxy.port(2)), 10_000);
            SSLParameters parameters = client.getSSLParameters();
            parameters.setServerNames(List.of(new SNIHostName("asked.example")));
            parameters.setApplicationProtocols(new String[] {"echo/1"});
            client.setSSLParameters(parameters);
            client.getOutputStream().write("hello\n".getBytes(StandardCharsets.US_ASCII));
            assertThat(client.getInputStream().readNBytes(10)).asString().isEqualTo("line=hello");
            ProxyHeader header = headerFrom(client);
            assertThat(header.authority()).contains("asked.example");
            ProxySsl ssl = header.ssl().orElseThrow();
            assertThat(ssl.has(ProxySsl.TLS)).isTrue();
            assertThat(ssl.verified()).isTrue();
            assertThat(ssl.version()).contains("TLSv1.3");
            assertThat(ssl.cipherSuite()).contains("TLS_AES_256_GCM_SHA384");
            assertThat(ssl.commonName()).contains("client.example");
        }
    }

    private static ProxyHeader headerFrom(Socket client) {
        return headerFrom(client.getLocalSocketAddress());
    }

    private static ProxyHeader headerFrom(TcpStream client) {
        return headerFrom(client.localAddress());
    }

    private static ProxyHeader headerFrom(Object address) {
        return plain.proxied().stream()
                .filter(proxied -> proxied.remoteAddress().equals(address))
                .findFirst()
                .flatMap(ProxyTransport::header)
                .orElseThrow();
    }

    @Test
    void passesTlsThroughBehindItsHeader() throws Exception {
        SSLContext trusting = TestCertificates.trusting(TestCertificates.of("weir.example"));
        try (SSLSocket client = (SSLSocket) trusting.getSocketFactory().createSocket("127.0.0.1", haproxy.port(3))) {
            client.getOutputStream().write("hello\n".getBytes(StandardCharsets.US_ASCII));
            String expected = "line=hello remote=127.0.0.1:" + client.getLocalPort();
            assertThat(client.getInputStream().readNBytes(expected.length()))
                    .asString()
                    .isEqualTo(expected);
        }
    }

    @Test
    void itsOwnHealthChecksAreItsOwn() {
        await().atMost(PROCESS_DEADLINE)
                .untilAsserted(() -> assertThat(plain.proxied()).anySatisfy(proxied -> {
                    assertThat(proxied.header().orElseThrow().command()).isEqualTo(ProxyHeader.Command.LOCAL);
                    assertThat(proxied.remoteAddress()).isEqualTo(proxied.peerAddress());
                }));
    }

    private static String ask(TcpStream client, String line) throws IOException {
        client.writeAll((line + "\n").getBytes(StandardCharsets.UTF_8));
        String answer = client.readLine(StandardCharsets.UTF_8, 1000);
        assertThat(answer).isNotNull();
        return answer;
    }
}
