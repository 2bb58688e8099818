package dev.weir.stream;

import dev.weir.testing.TestCertificates;
import dev.weir.tls.TlsContext;
import dev.weir.tls.TlsServer;
import dev.weir.tls.TlsTransport;
import java.util.List;

/** A relay between TLS, which the client uses, and a plain socket. */
class TlsRelayTests extends RelayContract {

    private static final String HOST = "weir.example";
    private static final TestCertificates CERTIFICATES = TestCertificates.of(HOST);
    private static final TlsContext TRUSTING =
            new TlsContext(TestCertificates.trusting(CERTIFICATES), List.of("TLSv1.3"), List.of());
    private static final TlsContext SERVER = TlsContext.of(CERTIFICATES.context());

    private int connections;

    /** Alternates, since each test connects the client first. */
    @Override
    Pipe connect(StreamOptions options) throws Exception {
        try (TcpListener listener = TcpListener.bind("127.0.0.1:0", new ListenerOptions(10, false, options))) {
            Transport client = Transport.connect(listener.toString(), options);
            Transport server = listener.acceptTransport();
            if (connections++ % 2 == 1) {
                return new Pipe(TcpStream.over(client, options), TcpStream.over(server, options));
            }
            TlsTransport accepted = TlsTransport.accept(server, TlsServer.of(() -> SERVER));
            TlsTransport connected = TlsTransport.connect(client, TRUSTING, HOST, 443, List.of());
            var handshake = Background.call(() -> accepted.handshake(Background.PATIENCE));
            connected.handshake(Background.PATIENCE);
            handshake.get();
            return new Pipe(TcpStream.over(connected, options), TcpStream.over(accepted, options));
        }
    }

    @Override
    int window() {
        return 1_000_000;
    }

    @Override
    int relays() {
        return 50;
    }
}
