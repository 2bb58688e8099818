package dev.weir.upstream;

import static dev.weir.testing.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.weir.observe.ConnectOutcome;
import dev.weir.observe.TargetState;
import dev.weir.proxy.ProxyHeader;
import dev.weir.proxy.ProxyProtocol;
import dev.weir.proxy.ProxyTlv;
import dev.weir.proxy.ProxyTransport;
import dev.weir.stream.StreamAddress;
import dev.weir.stream.StreamOptions;
import dev.weir.stream.TcpStream;
import dev.weir.stream.TlsSession;
import dev.weir.stream.Transport;
import dev.weir.testing.Patience;
import dev.weir.testing.TargetServer;
import dev.weir.testing.TestCertificates;
import dev.weir.tls.TlsClient;
import dev.weir.tls.TlsContext;
import dev.weir.tls.TlsServer;
import dev.weir.tls.TlsTransport;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import javax.net.ssl.SSLException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What connections and health checks begin with: the PROXY header and TLS, to TCP and Unix domain sockets. */
@Timeout(120)
class OpeningTests {

    private static final TestCertificates CERTIFICATE = TestCertificates.of("target.example");
    private static final TlsServer TLS = TlsServer.of(() -> TlsContext.of(CERTIFICATE.context()));
    private static final TlsClient TRUSTING = TlsClient.of(TestCertificates.trusting(CERTIFICATE));

    private static final Origin CLIENT = new Origin(
            new InetSocketAddress(InetAddress.ofLiteral("192.0.2.7"), 40_000),
            new InetSocketAddress(InetAddress.ofLiteral("192.0.2.1"), 443),
            Optional.of(ProxyHeader.of(
                            2,
                            new InetSocketAddress(InetAddress.ofLiteral("192.0.2.7"), 40_000),
                            new InetSocketAddress(InetAddress.ofLiteral("192.0.2.1"), 443))
                    .withTlvs(List.of(ProxyTlv.of(ProxyTlv.UNIQUE_ID, "request-1"), ProxyTlv.of(0xE0, "custom")))),
            Optional.of(new TlsSession(
                    "TLSv1.3", "TLS_AES_128_GCM_SHA256", Optional.of("front.example"), Optional.of("h2"), List.of())));

    private final TestUpstreams open = new TestUpstreams();
    private final BlockingQueue<ProxyHeader> headers = new LinkedBlockingQueue<>();

    @AfterEach
    void closeAll() throws Exception {
        open.closeAll();
    }

    private TargetServer server(TargetServer.Layers layers) throws IOException {
        return open.closing(TargetServer.start("127.0.0.1:0", layers, stream -> stream.transferTo(stream)));
    }

    private static Transport tls(Transport socket) throws IOException {
        TlsTransport tls = TlsTransport.accept(socket, TLS);
        tls.handshake(Patience.DEADLINE);
        return tls;
    }

    private Transport proxied(Transport socket) throws IOException {
        ProxyTransport proxied =
                new ProxyProtocol(ProxyProtocol.Mode.REQUIRED, _ -> true, Patience.DEADLINE).accept(socket);
        headers.add(proxied.header().orElseThrow());
        return proxied;
    }

    private static void assertEchoes(UpstreamConnection connection) throws IOException {
        TcpStream stream = connection.stream();
        stream.writeAll("hello\n".getBytes(StandardCharsets.US_ASCII));
        assertThat(stream.readLine(StandardCharsets.US_ASCII, 100)).isEqualTo("hello");
    }

    @Test
    void theCertificateIsVerifiedForTheHostInTheSettings() throws IOException {
        TargetServer server = server(OpeningTests::tls);
        Upstream upstream = open.upstream(
                TestUpstreams.passive(StreamAddress.parse(
                                "target.example:" + server.address().getPort()))
                        .withTls(TRUSTING),
                TestUpstreams.Names.of("127.0.0.1"));
        try (UpstreamConnection connection = upstream.connect()) {
            assertEchoes(connection);
            assertThat(connection.stream().tls()).isPresent();
            assertThat(connection.observed().bytesWritten())
                    .as("bytes inside TLS")
                    .isEqualTo(6);
        }
    }

    @Test
    void aCertificateOfAnotherHostIsATlsErrorAndTheNextTargetIsTried() throws IOException {
        TargetServer wrong = server(OpeningTests::tls);
        TargetServer right = server(OpeningTests::tls);
        Upstream upstream = open.upstream(
                TestUpstreams.passive(TestUpstreams.named(wrong.address().getPort()), right.target())
                        .withTls(TRUSTING)
                        .withBalance(Balance.FIRST),
                TestUpstreams.Names.of("127.0.0.1"));

        try (UpstreamConnection connection = upstream.connect()) {
            assertThat(connection.target().name()).isEqualTo(right.target().toString());
        }

        Target target = upstream.targets().getFirst();
        assertThat(target.statistics().connects(ConnectOutcome.TLS_ERROR)).isEqualTo(1);
        assertThat(target.load()).isZero();
        await().until(() -> wrong.open() == 0);
    }

    @Test
    void aTargetThatDoesNotSpeakTlsIsNeverWaitedForInVain() throws IOException {
        TargetServer silent = open.closing(TargetServer.start(stream -> stream.readFully(new byte[1 << 20])));
        UpstreamOptions options = TestUpstreams.passive(silent.target()).withTls(TRUSTING);
        Upstream upstream =
                open.upstream(options.withStream(options.stream().withConnectTimeout(Duration.ofMillis(200))));

        assertThatExceptionOfType(UpstreamUnavailableException.class)
                .isThrownBy(upstream::connect)
                .satisfies(e -> assertThat(e.isTimedOut()).isTrue());
        assertThat(upstream.targets().getFirst().statistics().connects(ConnectOutcome.TIMEOUT))
                .isEqualTo(1);
        await().until(() -> silent.open() == 0);
    }

    /** An {@link IllegalArgumentException} of the settings must not pass through a listener's or a pool's accounts. */
    @Test
    void settingsThatDoNotSuitATargetAreItsFailure(@TempDir Path directory) throws IOException {
        TargetServer server =
                open.closing(TargetServer.start("unix:" + directory.resolve("s"), OpeningTests::tls, stream -> {}));
        Upstream upstream = open.upstream(TestUpstreams.passive(server.target()).withTls(TRUSTING));

        assertThatExceptionOfType(UpstreamUnavailableException.class)
                .isThrownBy(upstream::connect)
                .withMessageContaining("set serverName")
                .withCauseInstanceOf(SSLException.class);

        Target target = upstream.targets().getFirst();
        assertThat(target.statistics().connects(ConnectOutcome.TLS_ERROR)).isEqualTo(1);
        assertThat(target.load()).isZero();
        await().until(() -> server.open() == 0);
    }

    @Test
    void aTargetCanBeAUnixDomainSocketWithTls(@TempDir Path directory) throws IOException {
        TargetServer server = open.closing(TargetServer.start(
                "unix:" + directory.resolve("s"), OpeningTests::tls, stream -> stream.transferTo(stream)));
        Upstream upstream = open.upstream(
                TestUpstreams.passive(server.target()).withTls(TRUSTING.withServerName("target.example")));
        try (UpstreamConnection connection = upstream.connect()) {
            assertEchoes(connection);
            assertThat(connection.target().name()).isEqualTo(server.target().toString());
        }
        server.stop();
        assertThatExceptionOfType(UpstreamUnavailableException.class).isThrownBy(upstream::connect);
    }

    @Test
    void aTargetCanBeAnIpv6Address() throws IOException {
        TargetServer server = open.echo("[::1]:0");
        Upstream upstream = open.upstream(TestUpstreams.passive(server.target()));
        try (UpstreamConnection connection = upstream.connect()) {
            assertEchoes(connection);
            assertThat(connection.target().name()).startsWith("[").contains("]:");
        }
    }

    @Test
    void version2KeepsTheValuesThatCameInAndAddsThoseOfTls() throws Exception {
        TargetServer server = server(this::proxied);
        Upstream upstream =
                open.upstream(TestUpstreams.passive(server.target()).withProxyProtocol(ProxyProtocolVersion.V2));

        try (UpstreamConnection connection = upstream.attempt(CLIENT).connect()) {
            assertEchoes(connection);
            assertThat(connection.observed().bytesWritten())
                    .as("without the header")
                    .isEqualTo(6);
        }

        ProxyHeader header = Patience.take(headers);
        assertThat(header.version()).isEqualTo(2);
        assertThat(header.source()).contains(CLIENT.client());
        assertThat(header.destination()).contains(CLIENT.destination());
        assertThat(header.tlv(ProxyTlv.UNIQUE_ID)).map(ProxyTlv::text).contains("request-1");
        assertThat(header.tlv(0xE0)).map(ProxyTlv::text).contains("custom");
        assertThat(header.applicationProtocol()).contains("h2");
        assertThat(header.authority()).contains("front.example");
        assertThat(header.ssl().orElseThrow().version()).contains("TLSv1.3");
    }

    @Test
    void version1SendsTheClientsAddress() throws Exception {
        TargetServer server = server(this::proxied);
        Upstream upstream =
                open.upstream(TestUpstreams.passive(server.target()).withProxyProtocol(ProxyProtocolVersion.V1));

        try (UpstreamConnection connection = upstream.attempt(CLIENT).connect()) {
            assertEchoes(connection);
        }

        ProxyHeader header = Patience.take(headers);
        assertThat(header.version()).isEqualTo(1);
        assertThat(header.source()).contains(CLIENT.client());
    }

    @Test
    void theHeaderComesBeforeTls() throws Exception {
        TargetServer server = server(socket -> tls(proxied(socket)));
        Upstream upstream = open.upstream(TestUpstreams.passive(server.target())
                .withProxyProtocol(ProxyProtocolVersion.V2)
                .withTls(TRUSTING));

        try (UpstreamConnection connection = upstream.attempt(CLIENT).connect()) {
            assertEchoes(connection);
        }

        assertThat(Patience.take(headers).source()).contains(CLIENT.client());
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "OFF")
    void aCheckSendsAHeaderOfItsOwnAndAsksInsideTls(ProxyProtocolVersion version) throws Exception {
        TargetServer server = open.closing(TargetServer.start("127.0.0.1:0", socket -> tls(proxied(socket)), stream -> {
            stream.readLine(StandardCharsets.US_ASCII, 100);
            stream.writeAll("+PO".getBytes(StandardCharsets.US_ASCII));
            stream.flush();
            stream.writeAll("NG\r\n".getBytes(StandardCharsets.US_ASCII));
            stream.flush();
            stream.readFully(new byte[1]);
        }));
        UpstreamOptions options = UpstreamOptions.of(List.of(server.target()))
                .withProxyProtocol(version)
                .withTls(TRUSTING)
                .withHealth(TestUpstreams.checks("PING\r\n", "+PONG"));
        var connector = new TargetConnector(server.target(), options, NameLookup.SYSTEM);

        new HealthCheck(connector, options).run();

        ProxyHeader header = Patience.take(headers);
        assertThat(header.source()).isEmpty();
        if (version == ProxyProtocolVersion.V2) {
            assertThat(header.command()).isEqualTo(ProxyHeader.Command.LOCAL);
        }
        await().until(() -> server.open() == 0);
    }

    @Test
    void aCheckFailsForACertificateOfAnotherHost() throws IOException {
        TargetServer server = server(OpeningTests::tls);
        Upstream upstream = open.upstream(
                UpstreamOptions.of(List.of(TestUpstreams.named(server.address().getPort())))
                        .withTls(TRUSTING)
                        .withHealth(TestUpstreams.checks("", "")),
                TestUpstreams.Names.of("127.0.0.1"));
        upstream.start();

        await().until(() -> upstream.targets().getFirst().statistics().state() == TargetState.DOWN);
        upstream.close();
        await().until(() -> server.open() == 0);
    }

    /** A check without a limit for its writes would hang, and the target would stay up for good. */
    @Test
    void aCheckEndsInTimeThoughTheTargetNeverReadsOrAnswers() throws IOException {
        var over = new CountDownLatch(1);
        TargetServer deaf = open.closing(TargetServer.start(_ -> over.await()));
        open.closing(over::countDown);
        for (String send : List.of("PING\r\n", "x".repeat(16 << 20))) {
            UpstreamOptions options = UpstreamOptions.of(List.of(deaf.target()))
                    .withHealth(TestUpstreams.checks(Duration.ofMillis(200), send, "+PONG"));
            var connector = new TargetConnector(deaf.target(), options, NameLookup.SYSTEM);
            assertThatExceptionOfType(IOException.class)
                    .isThrownBy(new HealthCheck(connector, options)::run)
                    .withMessageContaining("no answer within");
        }
    }

    @Test
    void aCheckClosesItsConnectionHoweverItEnds() throws IOException {
        TargetServer server = open.closing(TargetServer.start(stream -> {
            switch (String.valueOf(stream.readLine(StandardCharsets.US_ASCII, 100))) {
                case "flood" -> stream.writeAll(new byte[1 << 20]);
                case "end" -> stream.close();
                default -> {
                    stream.writeAll("unexpected".getBytes(StandardCharsets.US_ASCII));
                    stream.flush();
                    stream.readFully(new byte[1]);
                }
            }
        }));
        for (String send : List.of("flood\n", "end\n", "wait\n")) {
            UpstreamOptions options = UpstreamOptions.of(List.of(server.target()))
                    .withHealth(TestUpstreams.checks(Duration.ofMillis(300), send, "+PONG"));
            var connector = new TargetConnector(server.target(), options, NameLookup.SYSTEM);
            assertThatExceptionOfType(IOException.class).isThrownBy(new HealthCheck(connector, options)::run);
            await().until(() -> server.open() == 0);
        }
        assertThat(server.accepted()).isEqualTo(3);
    }

    @Test
    void theOriginOfAStreamBehindAProxyHasThatProxysHeader() throws Exception {
        TargetServer server = server(this::proxied);
        try (TcpStream stream = TcpStream.connect(server.target().toString(), StreamOptions.DEFAULT)) {
            Origin origin = Origin.of(stream);
            assertThat(origin.client()).isEqualTo(stream.remoteAddress());
            assertThat(origin.destination()).isEqualTo(stream.localAddress());
            assertThat(origin.header()).isEmpty();
        }
    }
}
