package dev.weir.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.stream.TcpStream;
import dev.weir.stream.TlsSession;
import dev.weir.testing.RequiresTool;
import dev.weir.testing.ServerProgram;
import dev.weir.testing.TestCertificates;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** HAProxy, whose authors have specified the protocol, as the target of encoded headers: it answers with what it has read. */
@Timeout(180)
@RequiresTool("haproxy")
class HaproxyTargetIT {

    private static final SocketAddress CLIENT = ip("198.51.100.7", 56_324);
    private static final SocketAddress LISTENER = ip("192.0.2.2", 443);

    @TempDir
    static Path directory;

    private static ServerProgram haproxy;

    @BeforeAll
    static void start() throws Exception {
        Path file = directory.resolve("haproxy.cfg");
        haproxy = ServerProgram.start(file, 1, HaproxyTargetIT::configuration, "haproxy", "-db", "-f", file.toString());
    }

    private static String configuration(List<Integer> ports) {
        return """
                global
                    log stderr format raw local0 warning
                defaults
                    mode http
                    timeout client 1m
                    timeout http-request 1m
                frontend target
                    bind 127.0.0.1:%s accept-proxy
                    http-request return status 200 content-type text/plain lf-string "%s"
                """.formatted(
                        ports.getFirst(),
                        "%[src]:%[src_port] %[dst]:%[dst_port] authority=%[fc_pp_authority] id=%[fc_pp_unique_id]\\n");
    }

    @AfterAll
    static void stop() {
        haproxy.close();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void readsTheClientsAddress(int version) throws IOException {
        assertThat(answerTo(ProxyHeader.of(version, CLIENT, LISTENER)))
                .isEqualTo("198.51.100.7:56324 192.0.2.2:443 authority= id=");
        assertThat(answerTo(ProxyHeader.of(version, ip("2001:db8::7", 1), ip("2001:db8::2", 65_535))))
                .isEqualTo("2001:db8::7:1 2001:db8::2:65535 authority= id=");
        assertThat(answerTo(ProxyHeader.of(version, ip("2001:db8::7", 1), LISTENER)))
                .isEqualTo("2001:db8::7:1 ::ffff:192.0.2.2:443 authority= id=");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void takesConnectionsWithoutAClientsAddressForTheSendersOwn(int version) throws IOException {
        SocketAddress unnamed = UnixDomainSocketAddress.of("");
        SocketAddress path = UnixDomainSocketAddress.of("/run/server");
        List<ProxyTlv> tlvs = List.of(ProxyTlv.of(ProxyTlv.UNIQUE_ID, "id-1"), ProxyTlv.of(ProxyTlv.CRC32C, ""));
        for (ProxyHeader header : List.of(
                ProxyHeader.local(version),
                ProxyHeader.of(version, unnamed, path),
                ProxyHeader.of(version, unnamed, path).withTlvs(tlvs),
                ProxyHeader.of(version, CLIENT, path).withTlvs(tlvs))) {
            try (TcpStream stream = connect()) {
                assertThat(ask(stream, header))
                        .startsWith("127.0.0.1:" + ((InetSocketAddress) stream.localAddress()).getPort() + " ");
            }
        }
    }

    @Test
    void readsTheValuesOfTerminatedTlsAndThoseThatCameIn() throws IOException {
        var session = new TlsSession(
                "TLSv1.3",
                "TLS_AES_128_GCM_SHA256",
                Optional.of("asked.example"),
                Optional.of("mqtt"),
                List.of(TestCertificates.of("client.example").certificate()));
        ProxyHeader header = ProxyHeader.of(2, CLIENT, LISTENER)
                .withTlvs(List.of(
                        ProxyTlv.of(ProxyTlv.AUTHORITY, "front.example"),
                        ProxyTlv.of(ProxyTlv.UNIQUE_ID, "id-1"),
                        ProxyTlv.of(0xE0, "own"),
                        ProxyTlv.of(ProxyTlv.NOOP, "padding")));
        assertThat(answerTo(header)).isEqualTo("198.51.100.7:56324 192.0.2.2:443 authority=front.example id=id-1");
        assertThat(answerTo(header.withTls(session)))
                .isEqualTo("198.51.100.7:56324 192.0.2.2:443 authority=asked.example id=id-1");
    }

    /** HAProxy closes the connection if the checksum is wrong, or the header longer than its buffer. */
    @Test
    void acceptsTheChecksumOfTheLongestHeader() throws IOException {
        List<ProxyTlv> tlvs = new ArrayList<>();
        tlvs.add(ProxyTlv.of(ProxyTlv.CRC32C, "as it came in"));
        tlvs.add(new ProxyTlv(0xE0, ByteBuffer.allocate(HeaderParser.MAX_LENGTH - 28 - 7 - 3 - 7)));
        tlvs.add(ProxyTlv.of(ProxyTlv.UNIQUE_ID, "id-1"));
        tlvs.add(ProxyTlv.of(ProxyTlv.AUTHORITY, "no room"));
        ProxyHeader header = ProxyHeader.of(2, CLIENT, LISTENER).withTlvs(tlvs);
        assertThat(header.encode().remaining()).isEqualTo(HeaderParser.MAX_LENGTH);
        assertThat(answerTo(header)).isEqualTo("198.51.100.7:56324 192.0.2.2:443 authority= id=id-1");
    }

    private static SocketAddress ip(String address, int port) {
        return new InetSocketAddress(InetAddress.ofLiteral(address), port);
    }

    private static TcpStream connect() throws IOException {
        return TcpStream.connect("127.0.0.1:" + haproxy.port(0));
    }

    private static String answerTo(ProxyHeader header) throws IOException {
        try (TcpStream stream = connect()) {
            return ask(stream, header);
        }
    }

    /** Returns the last line of the answer, which is its body. */
    private static String ask(TcpStream stream, ProxyHeader header) throws IOException {
        stream.writeAll(header.encode());
        stream.writeAll("GET / HTTP/1.0\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
        String last = "";
        for (String line = stream.readLine(StandardCharsets.UTF_8, 1000);
                line != null;
                line = stream.readLine(StandardCharsets.UTF_8, 1000)) {
            last = line;
        }
        return last;
    }
}
