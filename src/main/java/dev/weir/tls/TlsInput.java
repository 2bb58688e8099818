package dev.weir.tls;

import dev.weir.stream.BudgetShare;
import dev.weir.stream.BufferBudget;
import dev.weir.stream.Buffers;
import dev.weir.stream.Transport;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLEngineResult.Status;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * The receiving half after the handshake. It decrypts into the application's own buffer, as many of the records that have
 * arrived as there is room for, so that little is known here that the application has not read; what did not fit is kept.
 */
final class TlsInput {

    private static final byte HANDSHAKE = 22;

    /** Bytes that a record has beside its content, or a few more. */
    private static final int OVERHEAD = 32;

    /** What the rest may always have. */
    private static final int SMALL = 2 * 1024;

    private final SSLEngine engine;
    private final RecordInput received;
    private final TlsOutput output;
    private final BudgetShare share;
    private final boolean mayRenegotiate;

    /** From position to limit: decrypted and not yet read. */
    private ByteBuffer rest = Buffers.EMPTY;

    private boolean ended;
    private volatile boolean shutDown;
    private volatile @Nullable SSLException failure;

    TlsInput(SSLEngine engine, RecordInput received, TlsOutput output, BufferBudget budget) {
        this.engine = engine;
        this.received = received;
        this.output = output;
        this.share = new BudgetShare(budget, SMALL);
        this.mayRenegotiate = !engine.getSession().getProtocol().equals("TLSv1.3");
    }

    /** The time is for the whole, in however small pieces a record comes. */
    int read(ByteBuffer destination, long timeoutNanos) throws IOException {
        if (shutDown) {
            return -1;
        }
        if (rest.hasRemaining()) {
            return takeRest(destination);
        }
        checkFailure();
        try {
            return receiveAndDecrypt(destination, timeoutNanos);
        } finally {
            received.returnLargeBuffer();
        }
    }

    /**
     * Bytes that have arrived, if they make a whole record: known of those received, and of those not received where there are
     * as many as the longest record that RFC 8446 allows.
     */
    int available() throws IOException {
        if (rest.hasRemaining()) {
            return rest.remaining();
        }
        if (ended || shutDown || failure != null) {
            return 0;
        }
        int arrived = received.arrived();
        return received.hasRecord() || arrived >= RecordInput.MAX_LEGAL_RECORD ? arrived : 0;
    }

    private int receiveAndDecrypt(ByteBuffer destination, long timeoutNanos) throws IOException {
        if (destination.remaining() >= RecordInput.SHARED_SIZE && received.mayReceive()) {
            // Only where bytes are there to be read: a connection that waits for its peer holds none of the shared
            // buffers.
            received.borrowLargeBuffer();
        }
        long end = timeoutNanos == Transport.NO_TIMEOUT ? 0 : System.nanoTime() + timeoutNanos;
        long left = timeoutNanos;
        while (!ended) {
            if (received.hasRecord()) {
                int count = decrypt(destination);
                if (count > 0) {
                    return count + decryptMore(destination);
                }
            } else if (timeoutNanos != Transport.NO_TIMEOUT && left <= 0) {
                throw new SocketTimeoutException("Read timed out");
            } else if (!receive(left)) {
                return noMore();
            } else if (timeoutNanos != Transport.NO_TIMEOUT) {
                left = end - System.nanoTime();
            }
        }
        return -1;
    }

    private boolean receive(long timeoutNanos) throws IOException {
        try {
            return received.receive(timeoutNanos);
        } catch (SSLException e) {
            failure = e;
            throw e;
        }
    }

    private int noMore() throws TlsTruncatedException {
        if (shutDown) {
            return -1;
        }
        var truncated = new TlsTruncatedException();
        failure = truncated;
        throw truncated;
    }

    /** Every read after a failure fails the same way. */
    private void checkFailure() throws SSLException {
        SSLException first = failure;
        if (first != null) {
            throw first;
        }
    }

    boolean isFailed() {
        return failure != null;
    }

    /** From now on nothing is read any more. */
    void shutDown() {
        shutDown = true;
    }

    /** Has nothing counted any more, while another thread may still be reading. */
    void close() {
        share.close();
    }

    private int takeRest(ByteBuffer destination) {
        int count = Buffers.move(rest, destination);
        if (!rest.hasRemaining()) {
            rest = Buffers.EMPTY;
            share.release();
        }
        return count;
    }

    /** Whatever is wrong with these is for the next read to say: there are bytes to be read first. */
    private int decryptMore(ByteBuffer destination) {
        int start = destination.position();
        try {
            while (!ended && !rest.hasRemaining() && fits(destination)) {
                decrypt(destination);
            }
        } catch (SSLException _) {
            // Kept as the failure by whoever threw it.
        }
        return destination.position() - start;
    }

    private boolean fits(ByteBuffer destination) {
        return destination.hasRemaining()
                && received.hasRecord()
                && received.length() <= destination.remaining() + OVERHEAD;
    }

    private int decrypt(ByteBuffer destination) throws SSLException {
        int start = destination.position();
        try {
            if (mayRenegotiate && received.type() == HANDSHAKE) {
                engine.closeOutbound();
                throw new TlsRefusedException(
                        TlsFailure.RENEGOTIATION, "the peer wants to renegotiate, which is refused");
            }
            SSLEngineResult result = unwrap(destination);
            if (result.getStatus() == Status.CLOSED) {
                end();
            }
            if (result.getHandshakeStatus() != HandshakeStatus.NOT_HANDSHAKING
                    && TlsHandshake.runTasks(engine) == HandshakeStatus.NEED_WRAP) {
                output.flushAsync(result.bytesProduced() == 0);
            }
        } catch (SSLException e) {
            failure = e;
            output.flushAlert();
            throw e;
        }
        return destination.position() - start;
    }

    /** The engine wants room for the whole record; what is too much for the destination goes to the rest. */
    private SSLEngineResult unwrap(ByteBuffer destination) throws SSLException {
        int missing = Math.min(received.length(), RecordInput.MAX_RECORD) - destination.remaining();
        if (missing <= 0) {
            return engine.unwrap(received.bytes(), destination);
        }
        if (!share.resize(missing)) {
            throw new TlsRefusedException(
                    TlsFailure.RECORD_MEMORY,
                    "a TLS record has " + received.length()
                            + " bytes, more than are asked for, and the memory of all streams' buffers is used up");
        }
        ByteBuffer overflow = ByteBuffer.allocate(missing);
        SSLEngineResult result = engine.unwrap(received.bytes(), new ByteBuffer[] {destination, overflow});
        if (overflow.position() > 0) {
            rest = overflow.flip();
        } else {
            share.release();
        }
        return result;
    }

    /** The engine's end is the peer's close_notify, unless it gave up because of what it was to send. */
    private void end() throws SSLException {
        SSLException unsent = output.failure();
        if (unsent != null) {
            throw unsent;
        }
        ended = true;
    }
}
