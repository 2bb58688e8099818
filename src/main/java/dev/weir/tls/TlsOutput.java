package dev.weir.tls;

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
import javax.net.ssl.SSLProtocolException;
import org.jspecify.annotations.Nullable;

/**
 * The sending half after the handshake: what the application writes, and what TLS itself has to say in between.
 *
 * <p>The engine numbers the records, so they must leave in the order in which it made them: one lock is held from the one
 * to the other. The reading half, which finds out that something is to be sent (an answer to a KeyUpdate), must not wait
 * for it behind a writer that waits for the peer to read: a thread of its own is started for that, which is rare.
 */
final class TlsOutput {

    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

    /** How long the peer may take to make room for the last record. */
    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(10);

    private static final Duration ALERT_TIMEOUT = Duration.ofSeconds(1);
    private static final int MAX_UNSENT = 100;

    private final SSLEngine engine;
    private final Transport transport;
    private final ReentrantLock lock = new ReentrantLock();
    private final AtomicBoolean flushing = new AtomicBoolean();
    private final AtomicInteger unsent = new AtomicInteger();

    /** A record may have left in part, and nothing can follow it. */
    private boolean broken;

    private boolean finished;
    private volatile @Nullable SSLException failure;

    TlsOutput(SSLEngine engine, Transport transport) {
        this.engine = engine;
        this.transport = transport;
    }

    /** Sends at least a byte of those that there are, and as many as fit into the records that are encrypted at once. */
    int write(ByteBuffer source) throws IOException {
        int start = source.position();
        lock.lock();
        try {
            if (finished) {
                throw new ClosedChannelException();
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
    void flushSoon(boolean more) throws SSLException {
        if (more && unsent.incrementAndGet() > MAX_UNSENT) {
            throw new SSLProtocolException("the peer updates keys again and again, and does not read the answers");
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
        try (var _ = Watchdog.over(transport, CLOSE_TIMEOUT)) {
            lock.lock();
            try {
                if (!finished) {
                    finished = true;
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

    private void flush() throws IOException {
        if (engine.getHandshakeStatus() == HandshakeStatus.NEED_WRAP && !broken) {
            encryptAndSend(NOTHING);
        }
    }

    private void encryptAndSend(ByteBuffer source) throws IOException {
        ByteBuffer records = RecordBuffers.borrow();
        try {
            unsent.set(0);
            boolean open = encrypt(source, records);
            while (records.position() == 0 && source.hasRemaining() && open) {
                // The peer has sent a longer record than RFC 8446 allows, and now the engine wants room for such a one.
                RecordBuffers.giveBack(records);
                records = ByteBuffer.allocate(2 * records.capacity());
                open = encrypt(source, records);
            }
            send(records.flip());
            if (!open && source.hasRemaining()) {
                throw new SocketException("Broken pipe: TLS has ended both directions");
            }
        } finally {
            RecordBuffers.giveBack(records);
        }
    }

    /** Encrypts until all is, or no further record fits; false once the engine takes nothing any more. */
    private boolean encrypt(ByteBuffer source, ByteBuffer records) throws SSLException {
        while (true) {
            SSLEngineResult result = wrap(source, records);
            if (result.getStatus() == Status.CLOSED) {
                return false;
            }
            boolean more = source.hasRemaining() || result.getHandshakeStatus() == HandshakeStatus.NEED_WRAP;
            if (!more || result.getStatus() == Status.BUFFER_OVERFLOW) {
                return true;
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
        boolean wasBroken = broken;
        broken = true;
        while (records.hasRemaining()) {
            transport.write(records);
        }
        broken = wasBroken;
    }
}
