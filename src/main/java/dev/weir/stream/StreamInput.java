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
 * <p>Large reads go straight to where the caller wants them; small ones, lines and peeks go through a {@link ReadBuffer}.
 */
final class StreamInput {

    private final Receiver receiver;
    private final CloseReason closed;
    private final ReadBuffer buffer;
    private final DirectionLock lock = new DirectionLock();

    /** @param share for a buffer that has {@link ReadBuffer#freeSize} without asking */
    StreamInput(
            Transport transport, StreamOutput output, CloseReason closed, BudgetShare share, StreamOptions options) {
        this.receiver = new Receiver(transport, output, closed);
        this.closed = closed;
        this.buffer = new ReadBuffer(options.bufferSize(), share);
    }

    void timeout(long nanos) {
        receiver.setTimeout(nanos);
    }

    int read(ByteBuffer destination) throws IOException {
        requireWritable(destination);
        enter();
        try {
            if (!destination.hasRemaining()) {
                return 0;
            }
            if (buffer.isEmpty() && destination.remaining() >= buffer.nextSize()) {
                return receiver.receive(destination);
            }
            return hasBytes() ? buffer.take(destination) : -1;
        } finally {
            lock.unlock();
        }
    }

    /** One byte, 0 to 255, or -1. */
    int read() throws IOException {
        enter();
        try {
            return hasBytes() ? Byte.toUnsignedInt(buffer.take()) : -1;
        } finally {
            lock.unlock();
        }
    }

    private static void requireWritable(ByteBuffer destination) {
        if (destination.isReadOnly()) {
            throw new IllegalArgumentException("the buffer is read-only");
        }
    }

    /** @param min bytes to wait for; fewer are shown only where the peer finishes before that */
    int peek(ByteBuffer destination, int min) throws IOException {
        requireWritable(destination);
        enter();
        try {
            if (!destination.hasRemaining()) {
                return 0;
            }
            while (buffer.size() < min || hasMoreFor(destination)) {
                if (!fill()) {
                    break;
                }
            }
            return buffer.isEmpty() ? -1 : buffer.show(destination);
        } catch (ProtocolViolationException e) {
            throw receiver.mark(e);
        } finally {
            lock.unlock();
        }
    }

    /** Whether more than is buffered can be shown without waiting. */
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
        var scan = new LineScan(buffer, charset, max);
        enter();
        try {
            String line = scan.next();
            while (line == null && fill()) {
                line = scan.next();
            }
            // What this side has cut off is no line: half a command must not be taken for a whole one.
            return line == null && !receiver.isCutOff() ? scan.last() : line;
        } catch (ProtocolViolationException e) {
            throw receiver.mark(e);
        } finally {
            lock.unlock();
        }
    }

    /**
     * Hands out all that is buffered, waiting for at least one byte; {@code null} at the end. Until {@link #returnBuffer} the
     * buffer is the caller's, so no lock is held while the caller writes elsewhere.
     *
     * @param shared whether it may be a buffer that other streams use later: only for code of ours, which surely forgets it
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

    /** Takes back what was lent; what the caller has left in it is read next. */
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

    /** Bytes that can be read without waiting for anybody: none while another thread reads. */
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

    /**
     * From now on, nothing more comes than what is buffered.
     *
     * @return whether another thread is in the transport, waiting for more
     */
    boolean end() {
        receiver.end();
        return !lock.isFree();
    }

    /** Whether the peer may still be sending, and nobody else is reading that. */
    boolean mayBeDiscarded() {
        return !receiver.isExhausted() && lock.isFree();
    }

    /** Waits for a thread that reads, which gives up with the first bytes that come: the stream is closed. */
    void awaitReader(Duration patience) {
        if (lock.tryLock(patience)) {
            lock.unlock();
        }
    }

    /** Waits for a thread that reads, and drops the buffer. Only once closed. */
    void release(Duration patience) {
        if (lock.tryLock(patience)) {
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
        return !buffer.isEmpty() || fill();
    }

    private boolean fill() throws IOException {
        ByteBuffer room = buffer.room();
        try {
            return receiver.receive(room) > 0;
        } finally {
            buffer.filled();
        }
    }
}
