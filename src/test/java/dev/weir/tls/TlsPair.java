package dev.weir.tls;

import dev.weir.stream.BufferBudget;
import dev.weir.stream.TlsSession;
import dev.weir.stream.Transport;
import dev.weir.testing.TestCertificates;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * A client and a server that have completed a handshake in memory.
 *
 * @param raw the transports below TLS
 * @param client one end
 * @param server the other
 */
record TlsPair(TransportPair raw, TlsTransport client, TlsTransport server) {

    static final Duration LONG = Duration.ofSeconds(60);
    static final String HOST = "weir.example";
    static final TestCertificates SERVER = TestCertificates.of(HOST);
    private static final TlsContext CONTEXT = TlsContext.of(SERVER.context());
    private static final Executor VIRTUAL = Thread::startVirtualThread;

    static TlsPair connect(String protocol) throws Exception {
        return connect(protocol, TransportPair.ofSegments(Integer.MAX_VALUE));
    }

    static TlsPair connect(String protocol, TransportPair raw) throws Exception {
        return connect(raw, TlsServer.of(() -> CONTEXT), clientContext(protocol), HOST, List.of());
    }

    static TlsContext clientContext(String protocol) {
        return new TlsContext(TestCertificates.trusting(SERVER), List.of(protocol), List.of());
    }

    /** Throws the failure of the server's handshake, with that of the client's suppressed. */
    static TlsPair connect(
            TransportPair raw, TlsServer server, TlsContext client, String host, List<String> applicationProtocols)
            throws Exception {
        return connect(raw, TlsTransport.accept(raw.server(), server), client, host, applicationProtocols);
    }

    /** Connects with a budget for the server. */
    static TlsPair connect(TransportPair raw, BufferBudget budget) throws Exception {
        TlsTransport accepted =
                TlsTransport.accept(raw.server(), TlsServer.of(() -> CONTEXT), budget, Duration.ofSeconds(30));
        return connect(raw, accepted, clientContext("TLSv1.3"), HOST, List.of());
    }

    private static TlsPair connect(
            TransportPair raw, TlsTransport accepted, TlsContext client, String host, List<String> applicationProtocols)
            throws Exception {
        TlsTransport connected = TlsTransport.connect(raw.client(), client, host, 443, applicationProtocols);
        CompletableFuture<TlsSession> handshake = async(() -> connected.handshake(LONG));
        try {
            accepted.handshake(LONG);
        } catch (IOException e) {
            accepted.finish();
            try {
                get(handshake);
            } catch (IOException ofClient) {
                e.addSuppressed(ofClient);
            }
            throw e;
        }
        get(handshake);
        return new TlsPair(raw, connected, accepted);
    }

    /** Runs in a virtual thread. */
    static <T> CompletableFuture<T> async(Callable<T> work) {
        var future = new CompletableFuture<T>();
        VIRTUAL.execute(() -> {
            try {
                future.complete(work.call());
            } catch (Throwable e) {
                future.completeExceptionally(e);
            }
        });
        return future;
    }

    /** Returns the result, or throws the exception of the work. */
    static <T> T get(CompletableFuture<T> work) throws Exception {
        try {
            return work.get(LONG.toSeconds(), TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof Exception cause) {
                throw cause;
            }
            throw e;
        } catch (TimeoutException e) {
            throw new AssertionError("not done within " + LONG, e);
        }
    }

    static void send(Transport transport, String text) throws IOException {
        send(transport, text.getBytes(StandardCharsets.UTF_8));
    }

    static void send(Transport transport, byte[] bytes) throws IOException {
        ByteBuffer source = ByteBuffer.wrap(bytes);
        while (source.hasRemaining()) {
            transport.write(source);
        }
    }

    static String read(Transport transport, int length) throws IOException {
        ByteBuffer all = ByteBuffer.allocate(length);
        while (all.hasRemaining()) {
            if (transport.read(all, LONG.toNanos()) < 0) {
                throw new AssertionError("the end came after " + all.position() + " of " + length);
            }
        }
        return new String(all.array(), StandardCharsets.UTF_8);
    }

    static byte[] readAll(Transport transport) throws IOException {
        var all = new ByteArrayOutputStream();
        ByteBuffer some = ByteBuffer.allocate(10_000);
        while (transport.read(some.clear(), LONG.toNanos()) >= 0) {
            all.write(some.array(), 0, some.position());
        }
        return all.toByteArray();
    }
}
