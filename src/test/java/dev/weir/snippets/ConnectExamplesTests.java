package dev.weir.snippets;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.weir.snippets.ConnectExamples.Subscription;
import dev.weir.stream.Background;
import dev.weir.stream.StreamClosedException;
import dev.weir.stream.StreamOptions;
import dev.weir.stream.TcpListener;
import dev.weir.stream.TcpStream;
import dev.weir.testing.TestCertificates;
import dev.weir.tls.TlsContext;
import dev.weir.tls.TlsServer;
import dev.weir.tls.TlsTransport;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class ConnectExamplesTests {

    @Test
    void aSubscriptionReceivesLinesUnlessItIsClosedFirst() throws Exception {
        try (TcpListener listener = TcpListener.bind("127.0.0.1:0")) {
            var server = Background.run(() -> {
                try (TcpStream stream = listener.accept()) {
                    stream.writeAll("one\r\ntwo\r\n".getBytes(US_ASCII));
                }
            });
            List<String> received = new ArrayList<>();
            try (var subscription = new Subscription(listener.toString())) {
                subscription.run(received::add);
            }
            server.get();
            assertThat(received).containsExactly("one", "two");

            var closed = new Subscription(listener.toString());
            closed.close();
            assertThatExceptionOfType(StreamClosedException.class).isThrownBy(() -> closed.run(received::add));
        }
    }

    @Test
    void aGreetingIsReadThroughTls() throws Exception {
        var certificate = TestCertificates.of("weir.example");
        var settings = TlsServer.of(() -> TlsContext.of(certificate.context()));
        try (TcpListener listener = TcpListener.bind("127.0.0.1:0")) {
            var server = Background.run(() -> {
                TlsTransport tls = TlsTransport.accept(listener.acceptTransport(), settings);
                tls.handshake(Background.PATIENCE);
                try (TcpStream stream = TcpStream.over(tls, StreamOptions.DEFAULT)) {
                    stream.writeAll("220 ready\r\n".getBytes(US_ASCII));
                }
            });
            assertThat(ConnectExamples.greeting(listener.toString(), TestCertificates.trusting(certificate)))
                    .isEqualTo("220 ready");
            server.get();
        }
    }
}
