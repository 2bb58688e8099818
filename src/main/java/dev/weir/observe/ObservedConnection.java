package dev.weir.observe;

import java.io.IOException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * One connection's counters and state. The connection's own threads write them, any thread may read them.
 */
public final class ObservedConnection extends SampledCounters {

    /** A health check that connects and then finishes does both within this time. */
    private static final long MAX_PROBE_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final ConnectionInfo info;

    /** Boxed at the beginning, since the end must not need memory. */
    private final Long key;

    private final ConnectionObserver observer;
    private final @Nullable FrameCounters frames;
    private final AtomicReference<@Nullable CloseCause> cause = new AtomicReference<>();
    private final AtomicReference<@Nullable IOException> failure = new AtomicReference<>();

    private volatile long firstByteNanos = -1;
    private volatile long closedNanos = -1;
    private volatile String tlsProtocol = HandshakeResult.NO_PROTOCOL;
    private volatile boolean counted;
    private volatile boolean remoteShutDown;
    private volatile boolean localShutDown;

    /** A connection without frames. */
    public ObservedConnection(ConnectionInfo info, ConnectionObserver observer) {
        this(info, observer, null);
    }

    /** @param listener counts the frames of all the listener's connections; {@code null} if they have none */
    public ObservedConnection(ConnectionInfo info, ConnectionObserver observer, @Nullable FrameStatistics listener) {
        this.info = info;
        this.key = info.id();
        this.observer = observer;
        this.frames = listener == null ? null : new FrameCounters(listener);
    }

    public ConnectionInfo info() {
        return info;
    }

    /** The connection's id, boxed once. */
    public Long key() {
        return key;
    }

    /** The connection's frames; {@code null} if its bytes are not divided into frames. */
    public @Nullable FrameCounters frames() {
        return frames;
    }

    /** Whether an {@link ObservedTransport} counts bytes and records failures; otherwise there are none. */
    public boolean isCounted() {
        return counted;
    }

    /** Whether either side has ended its write direction. */
    public boolean isHalfClosed() {
        return remoteShutDown || localShutDown;
    }

    /** Whether the peer has ended its write direction. */
    public boolean isRemoteShutDown() {
        return remoteShutDown;
    }

    /** Nanoseconds from the accept to the end, or until now while the connection is open. */
    public long durationNanos() {
        long end = closedNanos;
        return end < 0 ? ageNanos() : end;
    }

    /** Nanoseconds since the end; negative while the connection is open. */
    public long endedNanos(long nowNanos) {
        long end = closedNanos;
        return end < 0 ? -1 : ageNanos(nowNanos) - end;
    }

    /** Nanoseconds from the accept to the client's first byte; -1 before it. */
    public long firstByteNanos() {
        return firstByteNanos;
    }

    /** Why the connection has ended or is ending; {@code null} while neither is the case. */
    public @Nullable CloseCause cause() {
        return cause.get();
    }

    /** The I/O error that broke the connection, or {@code null}. */
    public @Nullable IOException failure() {
        return failure.get();
    }

    /** Sets the cause of the end; returns false and changes nothing if one is set already. */
    public boolean end(CloseCause why) {
        return cause.compareAndSet(null, isProbe(why) ? CloseCause.PROBE : why);
    }

    /**
     * Whether the connection is a health check: declared one by a balancer, or without a byte in either direction and ended by
     * a reset, or by a close within {@link #MAX_PROBE_NANOS}. A client that was silent for longer is not one.
     */
    private boolean isProbe(CloseCause why) {
        return switch (info.kind()) {
            case UPSTREAM -> false;
            case CLIENT -> isUndeclaredProbe(why);
            case HEALTH_CHECK ->
                switch (why) {
                    case PEER_RESET, PEER_CLOSED, HANDLER_COMPLETED, TLS_ERROR -> true;
                    default -> false;
                };
        };
    }

    private boolean isUndeclaredProbe(CloseCause why) {
        return switch (why) {
            case PEER_RESET -> isUntouched();
            case PEER_CLOSED -> isUntouched() && ageNanos() < MAX_PROBE_NANOS;
            default -> false;
        };
    }

    /** No write may have begun: the bytes of one in progress are not counted yet. */
    private boolean isUntouched() {
        return bytesRead() == 0 && writeOperations() == 0 && !localShutDown;
    }

    /** Announces that the connection is open. */
    public void opened() {
        observer.opened(this);
    }

    /** Announces the end, after a cause has been set and no thread reads or writes any more. */
    public void closed() {
        CloseCause why = cause.get();
        if (why == null) {
            throw new IllegalStateException("connection " + info.id() + " was closed without a cause");
        }
        closedNanos = ageNanos();
        observer.closed(this, why);
    }

    /** Announces the result of the TLS handshake. */
    public void handshakeDone(HandshakeResult handshake) {
        tlsProtocol = handshake.protocol();
        observer.handshakeDone(this, handshake);
    }

    /** Announces a TLS handshake that failed, and sets the cause. */
    public void handshakeFailed(HandshakeResult handshake, IOException why) {
        failure.compareAndSet(null, why);
        end(handshake.outcome() == HandshakeResult.Outcome.TIMEOUT ? CloseCause.TLS_TIMEOUT : CloseCause.TLS_ERROR);
        handshakeDone(handshake);
    }

    /**
     * Sets the cause for a client that left before it sent a byte of its TLS handshake, as a balancer's TCP check does. No
     * handshake has failed, so none is announced.
     */
    public void endedBeforeHandshake(IOException why) {
        failure.compareAndSet(null, why);
        end(why instanceof SSLException ? CloseCause.PEER_CLOSED : CloseCause.of(why));
    }

    /** {@code TLSv1.2} or {@code TLSv1.3} once agreed on; {@link HandshakeResult#NO_PROTOCOL} before that, and without TLS. */
    public String tlsProtocol() {
        return tlsProtocol;
    }

    /** Announces that the handler failed. */
    public void handlerFailed(Throwable thrown) {
        observer.handlerFailed(this, thrown);
    }

    void startCounting() {
        counted = true;
    }

    void countRead(int bytes) {
        addBytesRead(bytes);
        if (firstByteNanos < 0) {
            firstByteNanos = ageNanos();
            observer.firstByte(this);
        }
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

    void setFailure(IOException e) {
        failure.compareAndSet(null, e);
        end(CloseCause.of(e));
    }
}
