package dev.weir.server;

import dev.weir.stream.BufferBudget;
import dev.weir.stream.Transport;
import dev.weir.tls.TlsContext;
import dev.weir.tls.TlsServer;
import dev.weir.tls.TlsTransport;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.List;
import javax.net.ssl.SSLContext;

/**
 * A handshake with a listener's own keys, which initialises providers, the random number generator and the engine's classes.
 * The client trusts no certificate, so the handshake fails at its end, and the code for failed handshakes is initialised too.
 */
final class TlsWarmUp {

    private static final Duration TIMEOUT = Duration.ofSeconds(2);

    private TlsWarmUp() {}

    static void run(TlsServer server, Transport clientEnd, Transport serverEnd) throws InterruptedException {
        TlsTransport accepted = TlsTransport.accept(serverEnd, server, BufferBudget.UNLIMITED, TIMEOUT);
        Thread serving = Thread.startVirtualThread(() -> handshake(accepted));
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, null, null);
            handshake(TlsTransport.connect(clientEnd, TlsContext.of(context), "warm-up.invalid", 1, List.of()));
        } catch (GeneralSecurityException _) {
            close(clientEnd);
        }
        serving.join();
    }

    private static void handshake(TlsTransport transport) {
        try (transport) {
            var _ = transport.handshake(TIMEOUT);
        } catch (IOException | RuntimeException _) {
            // Expected: the client trusts no certificate.
        }
    }

    private static void close(Transport transport) {
        try {
            transport.close();
        } catch (IOException _) {
            // Closing is only cleanup here.
        }
    }
}
