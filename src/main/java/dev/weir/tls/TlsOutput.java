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
 * The sending half after the handshake: what the application writes, and what TLS itself has to say in between.
 *
 * <p>The engine numbers the records, so they must leave in the order in which it made them: one lock is held from the one
 * to the other. The reading half, which finds out that something is to be sent (an answer to a KeyUpdate), must not wait
 * for it behind a writer that waits for the peer to read: a thread of its own is started for that, which is rare.
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

    /** What may always be held for a peer that makes no room: records with this much of the application's, and a few more. */
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

    /** @param closeTimeout how long the peer may take to make room for the last record; zero is for ever */
    TlsOutput(SSLEngine engine, Transport transport, BufferBudget budget, Duration closeTimeout) {
        this.engine = engine;
        this.transport = transport;
        this.closeTimeout = closeTimeout;
        this.share = new BudgetShare(budget, MIN_UNSENT);
    }

    /** Sends at least a byte of those that there are, and as many as fit into the records that are encrypted at once. */
    int write(ByteBuffer source) throws IOException {
        int start = source.position();
        lock.lock();
        try {
            switch (state) {
                case OPEN -> {}
                case FINISHED -> throw new ClosedChannelException();
                case BROKEN -> throw new SocketException("Broken pipe: a record before this one has left in part");
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
     * Starts to send what TLS has to say; the reading thread.
     *
     * @param more whether the peer has just caused more of it
     * @throws SSLException if the peer goes on causing it and does not read it: the engine would queue it without end
     */
    void flushAsync(boolean more) throws SSLException {
        if (more && unsent.incrementAndGet() > MAX_UNSENT) {
            throw new TlsRefusedException(
                    TlsFailure.RENEGOTIATION, "the peer updates keys again and again, and does not read the answers");
        }
        if (flushing.compareAndSet(false, true)) {
            Thread.startVirtualThread(() -> {
                lock.lock();
                try {
                    flushing.set(false);
                    flush();
                } catch (IOException _) {
                    // Reader and writer meet the same broken connection.
                } finally {
                    lock.unlock();
                }
            });
        }
    }

    /** Tells the peer why it ends, as far as that can be done without waiting long. */
    void flushAlert() {
        try (var _ = Watchdog.over(transport, ALERT_TIMEOUT)) {
            lock.lock();
            try {
                flush();
            } finally {
                lock.unlock();
            }
        } catch (IOException _) {
            // The failure that is reported already is the one that matters.
        }
    }

    /** Sends close_notify, after what is being written; once. Closes the transport if the peer makes no room for it. */
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

    /** What the engine failed with when it was to encrypt. */
    @Nullable
    SSLException failure() {
        return failure;
    }

    /** Has nothing counted any more, while another thread may still be writing. */
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
     * For when the shared buffers are all with peers that make no room. What this peer may have to make room for is held
     * without the room around it, and is little where the memory of all streams' buffers is used up.
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
            // The peer has sent a longer record than RFC 8446 allows, and now the engine wants room for such a one.
            records = ByteBuffer.allocate(2 * records.capacity());
            fill(source, records);
        }
        return records.flip();
    }

    /** Encrypts until all is, or no further record fits, or the engine takes nothing any more. */
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
