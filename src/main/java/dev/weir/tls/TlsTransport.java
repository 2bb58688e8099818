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
import org.jspecify.annotations.Nullable;

/**
 * TLS on a transport: reads and writes transfer the application's bytes.
 *
 * <p>{@link #handshake} must be called first. Afterwards the peer's close_notify is the end of input, and {@link #shutdown} and
 * {@link #finish} send close_notify before they end the write direction of the transport below. With TLS 1.3 each direction
 * ends separately. With TLS 1.2 the peer's close_notify ends both (RFC 5246 section 7.2.1), and later writes fail.
 *
 * <p>{@link #close} alone sends no close_notify, so that the peer can distinguish an aborted connection from a completed one.
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

    /** Creates the server side of TLS on an accepted transport, with an unlimited budget and a close timeout of 30 s. */
    public static TlsTransport accept(Transport transport, TlsServer server) {
        return accept(transport, server, BufferBudget.UNLIMITED, CLOSE_TIMEOUT);
    }

    /**
     * Creates the server side of TLS on an accepted transport.
     *
     * @param budget memory that bytes received and not read share with the buffers of other streams; once it is used up, a
     *     record of more than 2 KiB causes an {@link SSLException}
     * @param closeTimeout limit for the wait until close_notify can be sent to a peer that does not read; zero for none
     */
    public static TlsTransport accept(
            Transport transport, TlsServer server, BufferBudget budget, Duration closeTimeout) {
        return new TlsTransport(transport, server::engine, budget, closeTimeout);
    }

    /**
     * Creates the client side of TLS on a connected transport. The context must trust the server's certificate, which must be
     * valid for {@code host}.
     *
     * @param host requested server name (SNI)
     * @param port the server's port, a hint for the reuse of sessions
     * @param applicationProtocols ALPN names to offer, in order of preference; empty for none
     */
    public static TlsTransport connect(
            Transport transport, TlsContext context, String host, int port, List<String> applicationProtocols) {
        return connect(transport, new TlsClient(context, null, true, applicationProtocols), host, port);
    }

    /**
     * Creates the client side of TLS on a connected transport, with an unlimited budget and a close timeout of 30 s.
     *
     * @param host host in the server's address, a name or an IP literal; empty if there is none
     * @param port the server's port, a hint for the reuse of sessions
     * @throws IllegalArgumentException if a name has to be verified and there is none
     */
    public static TlsTransport connect(Transport transport, TlsClient client, String host, int port) {
        SSLEngine engine = client.engine(host, port);
        return new TlsTransport(transport, _ -> engine, BufferBudget.UNLIMITED, CLOSE_TIMEOUT);
    }

    /** Creates the engine, for a server after a look at the ClientHello if there are several certificates. */
    @FunctionalInterface
    private interface EngineSource {
        SSLEngine engine(RecordInput received) throws IOException;
    }

    /** The state after the handshake. */
    private record Established(TlsInput input, TlsOutput output, TlsSession session) {}

    /**
     * Performs the handshake. Blocks; must be called once, before the first read or write.
     *
     * @param timeout limit for the handshake, after which the transport is closed; zero for none
     * @throws SocketTimeoutException after the timeout
     * @throws SSLException if the handshake fails; an alert has been sent to the peer
     * @throws IOException if the connection broke
     */
    public TlsSession handshake(Duration timeout) throws IOException {
        if (established != null) {
            throw new IllegalStateException("the TLS handshake has already been performed");
        }
        var watchdog = Watchdog.over(transport, timeout);
        try (watchdog) {
            SSLEngine engine = engines.engine(received);
            TlsHandshake.run(engine, received, transport);
            received.handshakeDone();
            TlsSession session = TlsSessions.of(engine);
            var output = new TlsOutput(engine, transport, budget, closeTimeout);
            watchdog.close();
            if (watchdog.hasExpired()) {
                throw new ClosedChannelException();
            }
            established = new Established(new TlsInput(engine, received, output, budget), output, session);
            return session;
        } catch (IOException e) {
            if (watchdog.hasExpired()) {
                throw timedOut(timeout, e);
            }
            throw e;
        }
    }

    private static SocketTimeoutException timedOut(Duration timeout, IOException cause) {
        var exception = new SocketTimeoutException("the TLS handshake was not done within " + timeout);
        exception.initCause(cause);
        return exception;
    }

    private Established established() {
        Established state = established;
        if (state == null) {
            throw new IllegalStateException("the TLS handshake has not been performed");
        }
        return state;
    }

    /** Whether the peer has sent any byte, during the handshake or afterwards. Any thread. */
    public boolean hasReceived() {
        return received.hasReceived();
    }

    @Override
    public Transport below() {
        return transport;
    }

    /**
     * {@inheritDoc}
     *
     * @throws TlsTruncatedException if the connection ended without close_notify; all bytes received before have been read
     * @throws SSLException if a record is invalid
     */
    @Override
    public int read(ByteBuffer destination, long timeoutNanos) throws IOException {
        Established state = established;
        if (finishing && (state == null || state.input().isFailed())) {
            return discard(timeoutNanos);
        }
        return established().input().read(destination, timeoutNanos);
    }

    @Override
    public int readArrived(ByteBuffer destination) throws IOException {
        return established().input().readArrived(destination);
    }

    /** {@inheritDoc} Arrived bytes count only if they contain a complete record. */
    @Override
    public int available() throws IOException {
        Established state = established;
        return state == null || finishing ? 0 : state.input().available();
    }

    /** Discards input after a failure: the peer's remaining bytes have to be awaited before the socket is closed. */
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

    /** {@inheritDoc} Ending {@link Half#WRITE} waits for a write in progress. */
    @Override
    public void shutdown(Half half) throws IOException {
        Established state = established();
        switch (half) {
            case READ -> state.input().shutDown();
            case WRITE -> state.output().finish();
        }
        transport.shutdown(half);
    }

    @Override
    public void finish() throws IOException {
        finishing = true;
        Established state = established;
        if (state != null) {
            state.output().finish();
        }
        transport.finish();
    }

    /** {@inheritDoc} Sends no alert, which could wait for a peer that does not read. */
    @Override
    public void reset() throws IOException {
        releaseBudget();
        transport.reset();
    }

    @Override
    public void close() throws IOException {
        releaseBudget();
        transport.close();
    }

    private void releaseBudget() {
        received.close();
        Established state = established;
        if (state != null) {
            state.input().close();
            state.output().close();
        }
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
