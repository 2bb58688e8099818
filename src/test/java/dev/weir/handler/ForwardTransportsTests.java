package dev.weir.handler;

import static dev.weir.handler.Forwards.FRONT;
import static dev.weir.handler.Forwards.assertEndedFor;
import static dev.weir.handler.Forwards.awaitEnd;
import static dev.weir.handler.Forwards.setup;
import static dev.weir.handler.Forwards.targets;
import static dev.weir.testing.Patience.await;
import static dev.weir.testing.Patience.take;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.observe.CloseCause;
import dev.weir.observe.ConnectOutcome;
import dev.weir.proxy.ProxyHeader;
import dev.weir.proxy.ProxyTlv;
import dev.weir.proxy.ProxyTransport;
import dev.weir.stream.TcpStreamHandler;
import dev.weir.stream.TlsSession;
import dev.weir.test.TcpTestClient;
import dev.weir.testing.RunningApplication;
import dev.weir.testing.TestCertificates;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** What is below the bytes that are forwarded: TLS on either side, PROXY headers, Unix domain sockets. Targets are listeners of another application. */
@Timeout(120)
class ForwardTransportsTests {

    private static final TestCertificates BACK = TestCertificates.of("back.example");
    private static final TestCertificates EDGE = TestCertificates.of("edge.example");
    private static final InetSocketAddress ABROAD = new InetSocketAddress("192.0.2.7", 4711);

    @RegisterExtension
    private final Forwards forwards = new Forwards();

    private final BlockingQueue<Optional<TlsSession>> sessions = new LinkedBlockingQueue<>();
    private final BlockingQueue<ProxyHeader> headers = new LinkedBlockingQueue<>();

    private final TcpStreamHandler recording = stream -> {
        sessions.add(stream.tls());
        stream.layer(ProxyTransport.class).flatMap(ProxyTransport::header).ifPresent(headers::add);
        stream.transferTo(stream);
    };

    @Test
    void aPlainClientReachesATargetWithTls() throws Exception {
        RunningApplication application = forwards.start(
                trusting(BACK, setup(tlsTarget(), "forward.ssl.bundle=back", "forward.ssl.server-name=back.example")));

        forwards.client(application).send("a").receives("a");

        TlsSession session = take(sessions).orElseThrow();
        assertThat(session.serverName()).as("SNI").contains("back.example");
        assertThat(targets(application).getFirst().bytesWritten())
                .as("bytes inside TLS")
                .isEqualTo(1);
    }

    @Test
    void aTargetWhoseCertificateHasAnotherNameIsRefused() throws IOException {
        RunningApplication application = forwards.start(
                trusting(BACK, setup(tlsTarget(), "forward.ssl.bundle=back", "forward.ssl.server-name=other.example")));

        forwards.client(application).send("a").thenEnds().close();

        awaitEnd(application);
        assertEndedFor(CloseCause.UPSTREAM_UNAVAILABLE, application);
        assertThat(targets(application).getFirst().connects(ConnectOutcome.TLS_ERROR))
                .isEqualTo(1);
    }

    @Test
    void anyNameIsAcceptedIfItIsNotToBeVerified() throws IOException {
        RunningApplication application = forwards.start(trusting(
                BACK,
                setup(
                        tlsTarget(),
                        "forward.ssl.bundle=back",
                        "forward.ssl.server-name=other.example",
                        "forward.ssl.verify-host-name=false")));

        forwards.client(application).send("a").receives("a");
    }

    @Test
    void aTargetWithAnUntrustedCertificateIsRefused() throws IOException {
        RunningApplication application = forwards.start(trusting(EDGE, setup(tlsTarget(), "forward.ssl.bundle=back")));

        forwards.client(application).thenEnds().close();

        awaitEnd(application);
        assertEndedFor(CloseCause.UPSTREAM_UNAVAILABLE, application);
    }

    @Test
    void authoritiesThatChangeAreReadAgain(@TempDir Path directory) throws IOException {
        Path trusted = directory.resolve("trusted.pem");
        EDGE.writeTo(trusted, directory.resolve("unused.key"));
        RunningApplication application = forwards.start(setup(tlsTarget(), "forward.ssl.bundle=back")
                .with(
                        "spring.ssl.bundle.pem.back.truststore.certificate=file:" + trusted,
                        "spring.ssl.bundle.pem.back.reload-on-update=true",
                        "spring.ssl.bundle.watch.file.quiet-period=200ms"));
        forwards.client(application).send("a").thenEnds();

        BACK.writeTo(trusted, directory.resolve("unused.key"));

        await().ignoreExceptions()
                .untilAsserted(() -> forwards.client(application).send("a").receives("a"));
    }

    @Test
    void aClientWithTlsReachesAPlainTarget() throws Exception {
        RunningApplication application = forwards.start(edge(setup(address(target(recording)), "ssl.bundle=edge")));

        forwards.client(application)
                .tls(TestCertificates.trusting(EDGE), "edge.example")
                .send("a")
                .receives("a")
                .endsInput()
                .thenEnds();

        assertThat(take(sessions)).isEmpty();
        awaitEnd(application);
        assertEndedFor(CloseCause.PEER_CLOSED, application);
        assertThat(targets(application).getFirst().bytesWritten()).isEqualTo(1);
    }

    @Test
    void theTargetLearnsTheClientsAddress() throws Exception {
        for (String version : List.of("v1", "v2")) {
            RunningApplication application =
                    forwards.start(setup(address(proxiedTarget()), "forward.proxy-protocol=" + version));

            TcpTestClient client = forwards.client(application).send("a").receives("a");

            ProxyHeader header = take(headers);
            assertThat(header.source()).contains(client.localAddress());
            assertThat(header.destination()).contains(application.address(FRONT));
        }
    }

    @Test
    void theTargetLearnsWhatABalancerInFrontAndTheClientsTlsTell() throws Exception {
        RunningApplication application = forwards.start(edge(setup(
                address(proxiedTarget()),
                "forward.proxy-protocol=v2",
                "proxy-protocol.mode=required",
                "proxy-protocol.trusted=127.0.0.1",
                "ssl.bundle=edge")));
        var destination = new InetSocketAddress("198.51.100.1", 443);
        ByteBuffer encoded = ProxyHeader.of(2, ABROAD, destination)
                .withTlvs(List.of(ProxyTlv.of(ProxyTlv.UNIQUE_ID, "id-1"), ProxyTlv.of(0xE0, "custom")))
                .encode();
        var bytes = new byte[encoded.remaining()];
        encoded.get(bytes);

        forwards.client(application)
                .send(bytes)
                .tls(TestCertificates.trusting(EDGE), "edge.example")
                .send("a")
                .receives("a");

        ProxyHeader header = take(headers);
        assertThat(header.source()).contains(ABROAD);
        assertThat(header.destination()).contains(destination);
        assertThat(header.tlv(ProxyTlv.UNIQUE_ID)).map(ProxyTlv::text).contains("id-1");
        assertThat(header.tlv(0xE0)).map(ProxyTlv::text).contains("custom");
        assertThat(header.authority()).contains("edge.example");
        assertThat(header.ssl()).isPresent();
    }

    @Test
    void forwardsToAUnixDomainSocket(@TempDir Path directory) throws IOException {
        String address = "unix:" + directory.resolve("back.sock");
        forwards.start(RunningApplication.listenersOnly()
                .listener("back", "echo")
                .with("weir.listeners.back.address=" + address));
        RunningApplication application = forwards.start(setup(address));

        forwards.client(application).send("a").receives("a").endsInput().thenEnds();

        awaitEnd(application);
        assertThat(targets(application).getFirst().target()).isEqualTo(address);
    }

    private RunningApplication target(TcpStreamHandler handler, String... settings) {
        return forwards.start(RunningApplication.listenersOnly().listener("back", handler, settings));
    }

    private RunningApplication proxiedTarget() {
        return target(recording, "proxy-protocol.mode=required", "proxy-protocol.trusted=127.0.0.1");
    }

    private String tlsTarget() {
        return address(forwards.start(RunningApplication.listenersOnly()
                .listener("back", recording, "ssl.bundle=back")
                .with(
                        "spring.ssl.bundle.pem.back.keystore.certificate=file:" + BACK.pem(),
                        "spring.ssl.bundle.pem.back.keystore.private-key=file:" + BACK.pem())));
    }

    private static String address(RunningApplication target) {
        return "127.0.0.1:" + target.address("back").getPort();
    }

    private static RunningApplication.Setup trusting(TestCertificates trusted, RunningApplication.Setup setup) {
        return setup.with("spring.ssl.bundle.pem.back.truststore.certificate=file:" + trusted.pem());
    }

    private static RunningApplication.Setup edge(RunningApplication.Setup setup) {
        return setup.with(
                "spring.ssl.bundle.pem.edge.keystore.certificate=file:" + EDGE.pem(),
                "spring.ssl.bundle.pem.edge.keystore.private-key=file:" + EDGE.pem());
    }
}
