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
 * The receiving half after the handshake. Decrypts as many of the arrived records as fit directly into the application's
 * buffer, so that few decrypted bytes are kept here: only the part of a record that did not fit.
 */
final class TlsInput {

    private static final byte HANDSHAKE = 22;

    /** Upper bound for the bytes of a record besides its content. */
    private static final int OVERHEAD = 32;

    /** Bytes that the rest may have without a share of the budget. */
    private static final int FREE_SIZE = 2 * 1024;

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
        this.share = new BudgetShare(budget, FREE_SIZE);
        this.mayRenegotiate = !engine.getSession().getProtocol().equals("TLSv1.3");
    }

    /** Applies the timeout to the whole call, in however many pieces a record arrives. */
    int read(ByteBuffer destination, long timeoutNanos) throws IOException {
        if (shutDown) {
            return -1;
        }
        if (rest.hasRemaining()) {
            return readRest(destination);
        }
        checkFailure();
        try {
            return receiveAndDecrypt(destination, timeoutNanos);
        } finally {
            received.returnLargeBuffer();
        }
    }

    /** Decrypts the records that have arrived until one has content, without waiting; 0 if none has, -1 at the end of input. */
    int readArrived(ByteBuffer destination) throws IOException {
        if (rest.hasRemaining()) {
            return readRest(destination);
        }
        checkFailure();
        while (!ended && !shutDown) {
            if (received.hasRecord()) {
                int count = decrypt(destination);
                if (count > 0) {
                    return count;
                }
            } else {
                int count = receiveArrived();
                if (count <= 0) {
                    return count < 0 ? endOfInput() : 0;
                }
            }
        }
        return -1;
    }

    /**
     * Bytes that have arrived, if they contain a complete record; otherwise 0. Bytes that are not received yet certainly do if
     * there are as many as in the longest record that RFC 8446 allows.
     */
    int available() throws IOException {
        if (rest.hasRemaining()) {
            return rest.remaining();
        }
        if (ended || shutDown || failure != null) {
            return 0;
        }
        int arrived = received.arrivedBytes();
        return received.hasRecord() || arrived >= RecordInput.MAX_LEGAL_RECORD ? arrived : 0;
    }

    private int receiveAndDecrypt(ByteBuffer destination, long timeoutNanos) throws IOException {
        if (destination.remaining() >= RecordInput.SHARED_SIZE && received.hasArrived()) {
            // Only if bytes have arrived: a connection that waits for its peer holds no shared buffer.
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
                return endOfInput();
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

    private int receiveArrived() throws IOException {
        try {
            return received.receiveArrived();
        } catch (SSLException e) {
            failure = e;
            throw e;
        }
    }

    private int endOfInput() throws TlsTruncatedException {
        if (shutDown) {
            return -1;
        }
        var truncated = new TlsTruncatedException();
        failure = truncated;
        throw truncated;
    }

    /** Makes every read after a failure fail the same way. */
    private void checkFailure() throws SSLException {
        SSLException first = failure;
        if (first != null) {
            throw first;
        }
    }

    boolean isFailed() {
        return failure != null;
    }

    /** Ends the input: later reads return -1. */
    void shutDown() {
        shutDown = true;
    }

    /** Releases the share of the budget. Another thread may still be reading. */
    void close() {
        share.close();
    }

    private int readRest(ByteBuffer destination) {
        int count = Buffers.move(rest, destination);
        if (!rest.hasRemaining()) {
            rest = Buffers.EMPTY;
            share.release();
        }
        return count;
    }

    /** Decrypts further records that fit. The next read reports a failure, after the bytes before it have been read. */
    private int decryptMore(ByteBuffer destination) {
        int start = destination.position();
        try {
            while (!ended && !rest.hasRemaining() && fits(destination)) {
                decrypt(destination);
            }
        } catch (SSLException _) {
            // decrypt has kept it as the failure.
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
                        TlsFailure.RENEGOTIATION, "the peer requested a renegotiation, which is not supported");
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

    /** Decrypts a record. The engine requires room for the whole record; bytes that do not fit go to the rest. */
    private SSLEngineResult unwrap(ByteBuffer destination) throws SSLException {
        int missing = Math.min(received.length(), RecordInput.MAX_RECORD) - destination.remaining();
        if (missing <= 0) {
            return engine.unwrap(received.bytes(), destination);
        }
        if (!share.resize(missing)) {
            throw new TlsRefusedException(
                    TlsFailure.RECORD_MEMORY,
                    "a TLS record of " + received.length()
                            + " bytes does not fit, and the memory of all streams' buffers is used up");
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

    /** The engine's end is the peer's close_notify, unless the engine failed to send. */
    private void end() throws SSLException {
        SSLException unsent = output.failure();
        if (unsent != null) {
            throw unsent;
        }
        ended = true;
    }
}
