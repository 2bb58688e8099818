package dev.weir.stream;

import java.io.EOFException;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.charset.Charset;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The reading half of a stream.
 *
 * <p>Large reads go directly to the caller's buffer; small reads, lines and peeks go through a {@link ReadBuffer}.
 */
final class StreamInput {

    private final Receiver receiver;
    private final CloseReason closed;
    private final ReadBuffer buffer;
    private final DirectionLock lock = new DirectionLock();

    /** @param share of the budget, for the part of the buffer beyond {@link ReadBuffer#freeSize} */
    StreamInput(
            Transport transport, StreamOutput output, CloseReason closed, BudgetShare share, StreamOptions options) {
        this.receiver = new Receiver(transport, output, closed);
        this.closed = closed;
        this.buffer = new ReadBuffer(options.bufferSize(), share);
    }

    /** @param nanos limit for a single wait, or {@link Transport#NO_TIMEOUT} */
    void setTimeout(long nanos) {
        receiver.setTimeout(nanos);
    }

    int read(ByteBuffer destination) throws IOException {
        enter();
        try {
            if (!destination.hasRemaining()) {
                return 0;
            }
            if (buffer.isEmpty() && destination.remaining() >= buffer.nextSize()) {
                return receiver.receive(destination);
            }
            return hasBytes() ? buffer.read(destination) : -1;
        } finally {
            lock.unlock();
        }
    }

    /** Reads a byte, 0 to 255; -1 at the end of input. */
    int read() throws IOException {
        enter();
        try {
            return hasBytes() ? Byte.toUnsignedInt(buffer.readByte()) : -1;
        } finally {
            lock.unlock();
        }
    }

    /**
     * Copies buffered bytes without consuming them; -1 at the end of input.
     *
     * @param min bytes to wait for; fewer are copied only if the input ends before
     */
    int peek(ByteBuffer destination, int min) throws IOException {
        enter();
        try {
            if (!destination.hasRemaining()) {
                return 0;
            }
            while (buffer.size() < min || hasMoreFor(destination)) {
                if (!fill(Transport.NO_TIMEOUT)) {
                    break;
                }
            }
            return buffer.isEmpty() ? -1 : buffer.peek(destination);
        } catch (ProtocolViolationException e) {
            throw receiver.mark(e);
        } finally {
            lock.unlock();
        }
    }

    /** Whether more bytes can be received for the destination without waiting. */
    private boolean hasMoreFor(ByteBuffer destination) throws IOException {
        return buffer.size() < destination.remaining() && receiver.available() > 0;
    }

    void readFully(byte[] destination, int offset, int length) throws IOException {
        ByteBuffer target = ByteBuffer.wrap(destination, offset, length);
        try {
            while (target.hasRemaining()) {
                if (read(target) < 0) {
                    throw receiver.mark(new EOFException(
                            "the peer finished after " + (length - target.remaining()) + " of " + length + " bytes"));
                }
            }
        } catch (SocketTimeoutException e) {
            e.bytesTransferred = length - target.remaining();
            throw e;
        }
    }

    @Nullable
    String readLine(Charset charset, int max) throws IOException {
        var line = new LineScan(charset, max);
        int length = scan(line);
        if (line.isTooLong()) {
            throw receiver.mark(new ProtocolViolationException("a line is longer than " + max + " bytes"));
        }
        return length < 0 ? null : line.text();
    }

    /** Consumes the next unit that the scanner finds, and returns its length; -1 at the end of input. */
    int scan(InputScanner scanner) throws IOException {
        enter();
        try {
            int length = buffer.scan(scanner, false);
            while (length == 0 && fill(scanner.timeoutNanos())) {
                length = buffer.scan(scanner, false);
            }
            if (length == 0 && !receiver.isCutOff()) {
                length = buffer.scan(scanner, true);
            }
            return length == 0 ? -1 : length;
        } catch (ProtocolViolationException e) {
            throw receiver.mark(e);
        } finally {
            lock.unlock();
        }
    }

    /**
     * Lends the buffer with all received bytes, waiting for at least one. The caller owns it until {@link #returnBuffer}, and no
     * lock is held while the caller writes elsewhere.
     *
     * @param shared whether the buffer may be one that other streams use afterwards; only for code in this package, which keeps
     *     no reference to it
     * @return {@code null} at the end of input
     */
    @Nullable
    ByteBuffer lend(boolean shared) throws IOException {
        enter();
        try {
            ByteBuffer borrowed = shared ? BulkTransfer.borrow(buffer, receiver) : null;
            if (borrowed != null) {
                return BulkTransfer.receive(borrowed, buffer, receiver);
            }
            return hasBytes() ? buffer.lend() : null;
        } finally {
            lock.unlock();
        }
    }

    /** Takes a lent buffer back. The bytes that the caller has left in it are read next. */
    void returnBuffer(ByteBuffer lent) throws IOException {
        try {
            lock();
            try {
                if (BulkTransfer.isBorrowed(lent)) {
                    buffer.keepRest(lent);
                } else {
                    buffer.returnBuffer(lent);
                }
            } finally {
                lock.unlock();
            }
        } finally {
            if (BulkTransfer.isBorrowed(lent)) {
                BulkTransfer.release(lent);
            }
        }
    }

    /** Bytes that can be read without waiting: 0 while another thread reads. */
    int buffered() {
        if (!lock.tryLock()) {
            return 0;
        }
        try {
            return closed.isSet() ? 0 : buffer.size();
        } finally {
            lock.unlock();
        }
    }

    /** Whether no thread reads, nothing is left to read, and the peer has neither sent anything nor ended its direction. */
    boolean isQuiet() throws IOException {
        if (!lock.tryLock()) {
            return false;
        }
        try {
            return !closed.isSet() && buffer.isEmpty() && !hasArrived();
        } finally {
            lock.unlock();
        }
    }

    /** Looks for one byte only, which the next read returns: the buffer's size is to follow reads. */
    private boolean hasArrived() throws IOException {
        ByteBuffer first = ByteBuffer.allocate(1);
        int count = receiver.receiveArrived(first);
        buffer.keepRest(first.flip());
        return count != 0;
    }

    /** Ends the input after the bytes that are buffered. */
    void end() {
        receiver.end();
    }

    /** Whether another thread is reading, and may wait in the transport. */
    boolean isReading() {
        return !lock.isFree();
    }

    /** Whether the peer may still be sending, and no other thread is reading. */
    boolean mayBeDiscarded() {
        return !receiver.isExhausted() && lock.isFree();
    }

    /** Waits for a thread that is reading. Once the stream is closed, that thread ends with the next bytes that arrive. */
    void awaitReader(Duration timeout) {
        if (lock.tryLock(timeout)) {
            lock.unlock();
        }
    }

    /** Waits for a thread that is reading, then frees the buffer. Only once the stream is closed. */
    void release(Duration timeout) {
        if (lock.tryLock(timeout)) {
            try {
                buffer.release();
            } finally {
                lock.unlock();
            }
        }
    }

    private void enter() throws IOException {
        lock();
        if (closed.isSet()) {
            lock.unlock();
            closed.check();
        }
    }

    private void lock() throws IOException {
        try {
            lock.lock();
        } catch (ClosedByInterruptException e) {
            throw closed.explain(e);
        }
    }

    private boolean hasBytes() throws IOException {
        return !buffer.isEmpty() || fill(Transport.NO_TIMEOUT);
    }

    private boolean fill(long timeoutNanos) throws IOException {
        ByteBuffer room = buffer.beginFill();
        try {
            return receiver.receive(room, timeoutNanos) > 0;
        } finally {
            buffer.endFill();
        }
    }
}
