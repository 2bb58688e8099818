package dev.weir.snippets;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.weir.stream.ConnectAttempt;
import dev.weir.stream.StreamOptions;
import dev.weir.stream.TcpStream;
import dev.weir.tls.TlsClient;
import java.io.Closeable;
import java.io.IOException;
import java.time.Duration;
import java.util.function.Consumer;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/** Shown by {@link ConnectAttempt} and {@link TlsClient}. */
final class ConnectExamples {

    private ConnectExamples() {}

    // @start region="cancel"
    static final class Subscription implements Closeable {

        private final ConnectAttempt attempt;

        Subscription(String address) {
            this.attempt = ConnectAttempt.to(address, StreamOptions.DEFAULT);
        }

        void run(Consumer<String> subscriber) throws IOException {
            try (TcpStream stream = attempt.connect()) { // throws once close() has been called
                for (String line = next(stream); line != null; line = next(stream)) {
                    subscriber.accept(line);
                }
            }
        }

        @Override
        public void close() throws IOException { // from any thread
            attempt.close();
        }
    }
    // @end

    private static @Nullable String next(TcpStream stream) throws IOException {
        return stream.readLine(US_ASCII, 512);
    }

    // @start region="tls"
    static @Nullable String greeting(String address, SSLContext context) throws IOException {
        StreamOptions options = StreamOptions.DEFAULT
                .withConnectTimeout(Duration.ofSeconds(5)) // for the handshake too
                .withTls(TlsClient.of(context));
        try (TcpStream stream = TcpStream.connect(address, options)) { // the certificate is valid for the host
            return stream.readLine(US_ASCII, 512);
        }
    }
    // @end
}
