package dev.weir.tls;

import dev.weir.stream.Half;
import dev.weir.testing.TestCertificates;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** The server side of TLS with arbitrary input, which must end with an IOException or the end of input. */
final class TlsFront {

    private static final TlsContext CONTEXT = TlsContext.of(TlsPair.SERVER.context());
    private static final TlsContext OTHER =
            TlsContext.of(TestCertificates.of("other.example").context());
    private static final TlsServer SERVER =
            new TlsServer(() -> CONTEXT, Map.of("other.example", () -> OTHER), ClientAuth.WANT, List.of("echo/1"));

    private TlsFront() {}

    /** The bytes that a client sends before it ends its direction. */
    static void offer(byte[] bytes, int segment) {
        TransportPair raw = TransportPair.of(segment, Math.max(bytes.length, 64 * 1024));
        TlsTransport server = TlsTransport.accept(raw.server(), SERVER);
        try {
            TlsPair.send(raw.client(), bytes);
            raw.client().shutdown(Half.WRITE);
            server.handshake(TlsPair.LONG);
            throw new AssertionError("a handshake has two sides");
        } catch (IOException _) {
            finish(server);
        }
    }

    private static void finish(TlsTransport server) {
        try {
            server.finish();
            if (server.read(ByteBuffer.allocate(10), TimeUnit.SECONDS.toNanos(60)) != -1) {
                throw new AssertionError("nothing has been agreed on");
            }
        } catch (IOException e) {
            throw new AssertionError("finishing asks for nothing", e);
        }
    }
}
