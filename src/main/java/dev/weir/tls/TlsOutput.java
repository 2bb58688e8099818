package dev.weir.tls;

import dev.weir.stream.BudgetShare;
import dev.weir.stream.BufferBudget;
import dev.weir.stream.Buffers;
import dev.weir.stream.Transport;
import dev.weir.stream.Watchdog;
import java.io.IOException;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLEngineResult.Status;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * The sending half after the handshake: sends the application's bytes, and the messages of TLS itself.
 *
 * <p>The engine numbers the records, so they must be sent in the order in which they were encrypted: one lock is held from the
 * encryption to the write. The reading half, which causes TLS messages (the answer to a KeyUpdate), must not wait for a writer
 * that waits for the peer to read: a separate thread is started for these rare messages.
 */
final class TlsOutput {

    private enum State {
        OPEN,
        /** close_notify has been sent, or is about to be. */
        FINISHED,
        /** Part of a record may have been sent: nothing can follow it. */
        BROKEN
    }

    private static final Duration ALERT_TIMEOUT = Duration.ofSeconds(1);
    private static final int MAX_UNSENT = 100;

    /** Application bytes in the records that may be held without a share of the budget for a peer that does not read. */
    private static final int MIN_UNSENT = 1024;

    private static final int MAX_UNSENT_BYTES = 16 * 1024;

    private final SSLEngine engine;
    private final Transport transport;
    private final BudgetShare share;
    private final Duration closeTimeout;
    private final ReentrantLock lock = new ReentrantLock();
    private final AtomicBoolean flushing = new AtomicBoolean();
    private final AtomicInteger unsent = new AtomicInteger();

    private State state = State.OPEN;
    private volatile @Nullable SSLException failure;

    /** @param closeTimeout limit for the wait until close_notify can be sent; zero for none */
    TlsOutput(SSLEngine engine, Transport transport, BufferBudget budget, Duration closeTimeout) {
        this.engine = engine;
        this.transport = transport;
        this.closeTimeout = closeTimeout;
        this.share = new BudgetShare(budget, MIN_UNSENT);
    }

    /** Sends at least one of the remaining bytes, and at most as many as fit into the records that are encrypted at once. */
    int write(ByteBuffer source) throws IOException {
        int start = source.position();
        lock.lock();
        try {
            switch (state) {
                case OPEN -> {}
                case FINISHED -> throw new ClosedChannelException();
                case BROKEN -> throw new SocketException("Broken pipe: part of an earlier record may have been sent");
            }
            while (source.hasRemaining() && source.position() == start) {
                encryptAndSend(source);
            }
        } finally {
            lock.unlock();
        }
        return source.position() - start;
    }

    /**
     * Starts to send the messages of TLS on another thread. Called by the reading thread.
     *
     * @param more whether the peer has caused another message
     * @throws SSLException if the peer goes on causing messages without reading them: the engine would queue them without limit
     */
    void flushAsync(boolean more) throws SSLException {
        if (more && unsent.incrementAndGet() > MAX_UNSENT) {
            throw new TlsRefusedException(
                    TlsFailure.RENEGOTIATION, "the peer updates its keys repeatedly without reading the answers");
        }
        if (flushing.compareAndSet(false, true)) {
            Thread.startVirtualThread(() -> {
                lock.lock();
                try {
                    flushing.set(false);
                    flush();
                } catch (IOException _) {
                    // Reader and writer fail on the same broken connection.
                } finally {
                    lock.unlock();
                }
            });
        }
    }

    /** Sends the engine's alert to the peer, unless that takes too long. */
    void flushAlert() {
        try (var _ = Watchdog.over(transport, ALERT_TIMEOUT)) {
            lock.lock();
            try {
                flush();
            } finally {
                lock.unlock();
            }
        } catch (IOException _) {
            // The failure that caused the alert is the one to report.
        }
    }

    /** Sends close_notify once, after a write in progress. Closes the transport if the peer does not take it in time. */
    void finish() throws IOException {
        try (var _ = Watchdog.over(transport, closeTimeout)) {
            lock.lock();
            try {
                if (state == State.OPEN) {
                    state = State.FINISHED;
                    engine.closeOutbound();
                    flush();
                }
            } finally {
                lock.unlock();
            }
        }
    }

    /** The engine's failure to encrypt, or {@code null}. */
    @Nullable
    SSLException failure() {
        return failure;
    }

    /** Releases the share of the budget. Another thread may still be writing. */
    void close() {
        share.close();
    }

    private void flush() throws IOException {
        if (engine.getHandshakeStatus() == HandshakeStatus.NEED_WRAP && state != State.BROKEN) {
            encryptAndSend(Buffers.EMPTY);
        }
    }

    private void encryptAndSend(ByteBuffer source) throws IOException {
        unsent.set(0);
        ByteBuffer shared = RecordBuffers.borrowShared();
        try {
            send(shared == null ? encryptInOwnBuffer(source) : encrypt(source, shared));
        } finally {
            if (shared == null) {
                share.release();
            } else {
                RecordBuffers.release(shared);
            }
        }
        if (source.hasRemaining() && engine.isOutboundDone()) {
            throw new SocketException("Broken pipe: TLS has ended both directions");
        }
    }

    /**
     * Encrypts while all shared buffers are held for peers that do not read. The records are copied into a buffer of their exact
     * size, and are few if the memory of all streams' buffers is used up.
     */
    private ByteBuffer encryptInOwnBuffer(ByteBuffer source) throws SSLException {
        int limit = source.limit();
        source.limit(source.position()
                + Math.min(source.remaining(), share.resize(MAX_UNSENT_BYTES) ? MAX_UNSENT_BYTES : MIN_UNSENT));
        try {
            return Buffers.copyOf(encrypt(source, RecordBuffers.allocate()));
        } finally {
            source.limit(limit);
        }
    }

    private ByteBuffer encrypt(ByteBuffer source, ByteBuffer room) throws SSLException {
        ByteBuffer records = room;
        fill(source, records);
        while (records.position() == 0 && source.hasRemaining() && !engine.isOutboundDone()) {
            // After a record from the peer that is longer than RFC 8446 allows, the engine requires room for such a
            // record.
            records = ByteBuffer.allocate(2 * records.capacity());
            fill(source, records);
        }
        return records.flip();
    }

    /** Encrypts until the source is empty, no further record fits, or the engine has closed its outbound side. */
    private void fill(ByteBuffer source, ByteBuffer records) throws SSLException {
        while (true) {
            SSLEngineResult result = wrap(source, records);
            boolean more = source.hasRemaining() || result.getHandshakeStatus() == HandshakeStatus.NEED_WRAP;
            if (!more || result.getStatus() != Status.OK) {
                return;
            }
            if (result.getHandshakeStatus() == HandshakeStatus.NEED_TASK) {
                TlsHandshake.runTasks(engine);
            }
        }
    }

    private SSLEngineResult wrap(ByteBuffer source, ByteBuffer records) throws SSLException {
        try {
            return engine.wrap(source, records);
        } catch (SSLException e) {
            failure = e;
            throw e;
        }
    }

    private void send(ByteBuffer records) throws IOException {
        State before = state;
        state = State.BROKEN;
        while (records.hasRemaining()) {
            transport.write(records);
        }
        state = before;
    }
}
