package dev.weir.observe;

import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * One connection's counters and state: written where its bytes pass, read by anybody.
 *
 * <p>Each counter has one writing thread at a time (a stream has one reader and one writer), so counting is a plain add and
 * an opaque store, and costs a few nanoseconds.
 */
public final class ObservedConnection {

    private static final VarHandle READ = counter("read");
    private static final VarHandle WRITTEN = counter("written");
    private static final VarHandle READS = counter("reads");
    private static final VarHandle WRITES = counter("writes");

    /** A health check that connects and finishes does so at once. */
    private static final long MAX_PROBE_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final ConnectionInfo info;

    /** Made at the beginning: the end must not need memory. */
    private final Long key;

    private final ConnectionObserver observer;
    private final long startNanos = System.nanoTime();
    private final AtomicReference<@Nullable CloseCause> cause = new AtomicReference<>();
    private final AtomicReference<@Nullable IOException> failure = new AtomicReference<>();

    private long read;
    private long written;
    private long reads;
    private long writes;
    private volatile long sampledBytes;
    private volatile long activeNanos = startNanos;
    private volatile long firstByteNanos = -1;
    private volatile long closedNanos = -1;
    private volatile String tlsProtocol = HandshakeResult.NO_PROTOCOL;
    private volatile boolean counted;
    private volatile boolean remoteShutDown;
    private volatile boolean localShutDown;

    public ObservedConnection(ConnectionInfo info, ConnectionObserver observer) {
        this.info = info;
        this.key = info.id();
        this.observer = observer;
    }

    private static VarHandle counter(String field) {
        try {
            return MethodHandles.lookup().findVarHandle(ObservedConnection.class, field, long.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    public ConnectionInfo info() {
        return info;
    }

    /** The connection's id as the key of a map. */
    public Long key() {
        return key;
    }

    /** Whether a transport counts its bytes and notes its failures; without one, all that it says of them is nothing. */
    public boolean isCounted() {
        return counted;
    }

    /** Application bytes that the socket has given so far. */
    public long bytesRead() {
        return (long) READ.getOpaque(this);
    }

    /** Application bytes that the socket has taken so far. */
    public long bytesWritten() {
        return (long) WRITTEN.getOpaque(this);
    }

    /** Reads begun plus reads ended on the socket so far; see {@link #isInProgress}. */
    public long readOperations() {
        return (long) READS.getOpaque(this);
    }

    /** Writes begun plus writes ended on the socket so far; see {@link #isInProgress}. */
    public long writeOperations() {
        return (long) WRITES.getOpaque(this);
    }

    /** Whether {@link #readOperations} or {@link #writeOperations} was this count while an operation was in progress. */
    public static boolean isInProgress(long operations) {
        return (operations & 1) == 1;
    }

    /** Whether either side has ended its write direction. */
    public boolean isHalfClosed() {
        return remoteShutDown || localShutDown;
    }

    /** Whether the peer has ended its write direction. */
    public boolean isRemoteShutDown() {
        return remoteShutDown;
    }

    /** Nanoseconds since it was accepted. */
    public long ageNanos() {
        return ageNanos(System.nanoTime());
    }

    /** Nanoseconds from the accept to {@code nowNanos}, a {@link System#nanoTime}. */
    public long ageNanos(long nowNanos) {
        return nowNanos - startNanos;
    }

    /**
     * Looks whether bytes have passed since the last look; for the one thread that looks at all connections regularly. So
     * the moment of the last byte is known as exactly as that thread is regular, and costs nothing when it passes.
     */
    public void sampleActivity(long nowNanos) {
        long bytes = bytesRead() + bytesWritten();
        if (bytes != sampledBytes) {
            // In this order: whoever sees these bytes as old news sees since when, too.
            activeNanos = nowNanos;
            sampledBytes = bytes;
        }
    }

    /** Leaves out time in which this process stood still; for the thread that calls {@link #sampleActivity}. */
    @SuppressWarnings("NonAtomicVolatileUpdate") // Written by that one thread.
    public void skipIdle(long nanos) {
        activeNanos += nanos;
    }

    /** Nanoseconds since a byte last passed either way, or since the accept; see {@link #sampleActivity}. */
    public long idleNanos(long nowNanos) {
        return bytesRead() + bytesWritten() == sampledBytes ? Math.max(0, nowNanos - activeNanos) : 0;
    }

    /** Nanoseconds from the accept to the end, or to now while it lives. */
    public long durationNanos() {
        long end = closedNanos;
        return end < 0 ? ageNanos() : end;
    }

    /** Nanoseconds from the accept to the client's first byte; -1 before it. */
    public long firstByteNanos() {
        return firstByteNanos;
    }

    /** Why it ended or is about to; {@code null} while nothing has happened. */
    public @Nullable CloseCause cause() {
        return cause.get();
    }

    /** What broke the connection, if that is what happened. */
    public @Nullable IOException failure() {
        return failure.get();
    }

    /** Names the cause of the end, unless there is one already. */
    public boolean end(CloseCause why) {
        return cause.compareAndSet(null, isProbe(why) ? CloseCause.PROBE : why);
    }

    /**
     * Whether this end is that of a health check: announced by a balancer, or a client that leaves without a byte either way,
     * by a reset or at once. One that was silent for a while and then finishes has had its reason to be there.
     */
    private boolean isProbe(CloseCause why) {
        return switch (why) {
            case PEER_RESET -> info.healthCheck() || isUntouched();
            case PEER_CLOSED -> info.healthCheck() || (isUntouched() && ageNanos() < MAX_PROBE_NANOS);
            case HANDLER_COMPLETED, TLS_ERROR -> info.healthCheck();
            default -> false;
        };
    }

    /** What a write in another thread has sent may not be counted yet, so none may have begun. */
    private boolean isUntouched() {
        return bytesRead() == 0 && writeOperations() == 0 && !localShutDown;
    }

    /** Announces the beginning. */
    public void opened() {
        observer.opened(this);
    }

    /** Announces the end, once it has a cause and no thread moves its bytes any more. */
    public void closed() {
        CloseCause why = cause.get();
        if (why == null) {
            throw new IllegalStateException("connection " + info.id() + " was closed without a cause");
        }
        closedNanos = ageNanos();
        observer.closed(this, why);
    }

    /** Announces how the TLS handshake went. */
    public void handshakeDone(HandshakeResult handshake) {
        tlsProtocol = handshake.protocol();
        observer.handshakeDone(this, handshake);
    }

    /** Announces a TLS handshake that came to nothing, which is the end of the connection. */
    public void handshakeFailed(HandshakeResult handshake, IOException why) {
        failure.compareAndSet(null, why);
        end(handshake.outcome() == HandshakeResult.Outcome.TIMEOUT ? CloseCause.TLS_TIMEOUT : CloseCause.TLS_ERROR);
        handshakeDone(handshake);
    }

    /**
     * Ends the connection of a client that is gone without having sent a byte of its TLS handshake, as a balancer's TCP check
     * is: no handshake has failed, so none is announced.
     */
    public void endedBeforeHandshake(IOException why) {
        failure.compareAndSet(null, why);
        end(why instanceof SSLException ? CloseCause.PEER_CLOSED : causeOf(why));
    }

    /** {@code TLSv1.2} or {@code TLSv1.3} once that is agreed on; {@link HandshakeResult#NO_PROTOCOL} before, and without TLS. */
    public String tlsProtocol() {
        return tlsProtocol;
    }

    /** Announces what the handler threw. */
    public void handlerFailed(Throwable thrown) {
        observer.handlerFailed(this, thrown);
    }

    void startCounting() {
        counted = true;
    }

    void countReadOperation() {
        READS.setOpaque(this, reads + 1);
    }

    void countWriteOperation() {
        WRITES.setOpaque(this, writes + 1);
    }

    void countRead(int bytes) {
        READ.setOpaque(this, read + bytes);
        if (firstByteNanos < 0) {
            firstByteNanos = ageNanos();
            observer.firstByte(this);
        }
    }

    void countWritten(int bytes) {
        WRITTEN.setOpaque(this, written + bytes);
    }

    void countShutdown(Side side) {
        boolean repeated = switch (side) {
            case LOCAL -> localShutDown;
            case REMOTE -> remoteShutDown;
        };
        if (repeated) {
            return;
        }
        switch (side) {
            case LOCAL -> localShutDown = true;
            case REMOTE -> remoteShutDown = true;
        }
        observer.shutDown(this, side);
    }

    void broken(IOException e) {
        failure.compareAndSet(null, e);
        end(causeOf(e));
    }

    private static CloseCause causeOf(IOException e) {
        if (e instanceof SSLException) {
            return CloseCause.TLS_ERROR;
        }
        return switch (IoFailure.of(e)) {
            case RESET -> CloseCause.PEER_RESET;
            case NO_DESCRIPTORS, NO_MEMORY -> CloseCause.RESOURCE;
            case TIMED_OUT, UNREACHABLE, OTHER -> CloseCause.IO_ERROR;
        };
    }
}
