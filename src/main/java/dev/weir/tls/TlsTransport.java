package dev.weir.tls;

import dev.weir.stream.BufferBudget;
import dev.weir.stream.Deadline;
import dev.weir.stream.Half;
import dev.weir.stream.TlsSession;
import dev.weir.stream.Transport;
import dev.weir.stream.TransportLayer;
import dev.weir.stream.Watchdog;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import org.jspecify.annotations.Nullable;

/**
 * TLS on a transport: reads and writes are the application's bytes.
 *
 * <p>{@link #handshake} comes first. Then the peer's close_notify is the end of input, and {@link #shutdown} and
 * {@link #finish} send ours before they end the direction underneath. With TLS 1.3 each direction ends by itself. With
 * TLS 1.2 the peer's end is the end of both (RFC 5246 section 7.2.1): writes after it fail, as to a peer that is gone.
 *
 * <p>{@link #close} alone sends nothing, so that the peer can tell a connection that was broken off from one that came to
 * its end.
 */
public final class TlsTransport implements TransportLayer {

    private static final int SCRATCH = 1024;
    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(30);

    private final Transport transport;
    private final EngineSource engines;
    private final BufferBudget budget;
    private final Duration closeTimeout;
    private final RecordInput received;
    private volatile @Nullable Established established;
    private volatile boolean finishing;

    private TlsTransport(Transport transport, EngineSource engines, BufferBudget budget, Duration closeTimeout) {
        this.transport = transport;
        this.engines = engines;
        this.budget = budget;
        this.closeTimeout = closeTimeout;
        this.received = new RecordInput(transport, budget);
    }

    /** The server's side of TLS on an accepted transport. */
    public static TlsTransport accept(Transport transport, TlsServer server) {
        return accept(transport, server, BufferBudget.UNLIMITED, CLOSE_TIMEOUT);
    }

    /**
     * The server's side of TLS on an accepted transport.
     *
     * @param budget the memory that what is received and not read shares with the buffers of other streams; where it is
     *     used up, a record of more than 2 KiB is an {@link SSLException}
     * @param closeTimeout how long the peer may take to make room for close_notify; zero is for ever
     */
    public static TlsTransport accept(
            Transport transport, TlsServer server, BufferBudget budget, Duration closeTimeout) {
        return new TlsTransport(transport, server::engine, budget, closeTimeout);
    }

    /**
     * The client's side of TLS on a connected transport. The server's certificate must be trusted by the context and be
     * for {@code host}.
     *
     * @param applicationProtocols the ALPN names to offer, in the order of preference; empty for none
     */
    public static TlsTransport connect(
            Transport transport, TlsContext context, String host, int port, List<String> applicationProtocols) {
        EngineSource engines = _ -> {
            SSLEngine engine = context.context().createSSLEngine(host, port);
            engine.setUseClientMode(true);
            SSLParameters parameters = engine.getSSLParameters();
            context.applyTo(parameters);
            parameters.setEndpointIdentificationAlgorithm("HTTPS");
            parameters.setApplicationProtocols(applicationProtocols.toArray(String[]::new));
            engine.setSSLParameters(parameters);
            return engine;
        };
        return new TlsTransport(transport, engines, BufferBudget.UNLIMITED, CLOSE_TIMEOUT);
    }

    /** Makes the engine, having looked at what the peer has to say first, if that matters. */
    @FunctionalInterface
    private interface EngineSource {
        SSLEngine engine(RecordInput received) throws IOException;
    }

    /** What there is after the handshake. */
    private record Established(TlsInput input, TlsOutput output, TlsSession session) {}

    /**
     * Agrees with the peer on how to go on. Blocks; once, before anything is read or written.
     *
     * @param timeout after which the transport is closed; zero for none
     * @throws SocketTimeoutException if that was not time enough
     * @throws SSLException if the peer and this side do not agree; the peer has been told why
     * @throws IOException if the connection broke
     */
    public TlsSession handshake(Duration timeout) throws IOException {
        if (established != null) {
            throw new IllegalStateException("the TLS handshake has been done");
        }
        var deadline = Watchdog.over(transport, timeout);
        try (deadline) {
            SSLEngine engine = engines.engine(received);
            TlsHandshake.run(engine, received, transport);
            received.handshakeDone();
            TlsSession session = TlsSessions.of(engine);
            var output = new TlsOutput(engine, transport, budget, closeTimeout);
            deadline.close();
            if (deadline.hasExpired()) {
                throw new ClosedChannelException();
            }
            established = new Established(new TlsInput(engine, received, output, budget), output, session);
            return session;
        } catch (IOException e) {
            if (deadline.hasExpired()) {
                throw tooLate(timeout, e);
            }
            throw e;
        }
    }

    private static SocketTimeoutException tooLate(Duration timeout, IOException cause) {
        var late = new SocketTimeoutException("the TLS handshake was not done within " + timeout);
        late.initCause(cause);
        return late;
    }

    private Established established() {
        Established it = established;
        if (it == null) {
            throw new IllegalStateException("the TLS handshake has not been done");
        }
        return it;
    }

    /** Whether the peer has sent a byte, of the handshake or after it. Any thread. */
    public boolean hasReceived() {
        return received.isUsed();
    }

    @Override
    public Transport below() {
        return transport;
    }

    /**
     * {@inheritDoc}
     *
     * @throws TlsTruncatedException if the connection ended and the peer had not; all that was received before has been read
     * @throws SSLException if what comes is not what the peer sent
     */
    @Override
    public int read(ByteBuffer destination, long timeoutNanos) throws IOException {
        Established it = established;
        if (finishing && (it == null || it.input().isFailed())) {
            return discard(timeoutNanos);
        }
        return established().input().read(destination, timeoutNanos);
    }

    /** Counts what has arrived only where it makes a whole record. */
    @Override
    public int available() throws IOException {
        Established it = established;
        return it == null || finishing ? 0 : it.input().available();
    }

    /** After a failure nothing can be read, but what still comes has to be waited for before the socket is closed. */
    private int discard(long timeoutNanos) throws IOException {
        Deadline deadline =
                Deadline.afterNanos(timeoutNanos == NO_TIMEOUT ? TimeUnit.SECONDS.toNanos(1) : timeoutNanos);
        ByteBuffer scratch = ByteBuffer.allocate(SCRATCH);
        long remaining = deadline.remainingNanos();
        while (remaining > 0 && transport.read(scratch.clear(), remaining) >= 0) {
            remaining = deadline.remainingNanos();
        }
        return -1;
    }

    @Override
    public int write(ByteBuffer source) throws IOException {
        return established().output().write(source);
    }

    /** {@inheritDoc} Ending {@link Half#WRITE} waits for a write that is going on. */
    @Override
    public void shutdown(Half half) throws IOException {
        Established it = established();
        switch (half) {
            case READ -> it.input().shutDown();
            case WRITE -> it.output().finish();
        }
        transport.shutdown(half);
    }

    @Override
    public void finish() throws IOException {
        finishing = true;
        Established it = established;
        if (it != null) {
            it.output().finish();
        }
        transport.finish();
    }

    @Override
    public void close() throws IOException {
        received.close();
        Established it = established;
        if (it != null) {
            it.input().close();
            it.output().close();
        }
        transport.close();
    }

    /** Empty before the handshake. */
    @Override
    public Optional<TlsSession> tls() {
        return Optional.ofNullable(established).map(Established::session);
    }

    @Override
    public String toString() {
        return "TLS " + transport;
    }
}
