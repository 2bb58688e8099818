package dev.weir.stream;

import java.io.EOFException;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.ClosedChannelException;
import java.nio.charset.Charset;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The reading half of a stream.
 *
 * <p>Large reads go straight to where the caller wants them; small ones, lines and peeks go through a {@link ReadBuffer}.
 */
final class StreamInput {

    /** For those who pass on a lot: as large as pays, outside the heap, where the socket's bytes need not be copied again. */
    private static final BufferPool TRANSFERS = new BufferPool(128 * 1024, 64, ByteBuffer::allocateDirect);

    private final Transport transport;
    private final StreamOutput output;
    private final CloseReason closed;
    private final ReadBuffer buffer;
    private final DirectionLock lock = new DirectionLock();

    /** Nothing more is to be read: the peer has finished, or this side wants no more. */
    private volatile boolean ended;

    /** The transport gives nothing more, not even to be thrown away. */
    private volatile boolean exhausted;

    private volatile long timeoutNanos;

    StreamInput(Transport transport, StreamOutput output, CloseReason closed, StreamOptions options) {
        this.transport = transport;
        this.output = output;
        this.closed = closed;
        this.buffer = new ReadBuffer(options.bufferSize(), options.buffers());
    }

    void timeout(long nanos) {
        timeoutNanos = nanos;
    }

    int read(ByteBuffer destination) throws IOException {
        enter();
        try {
            if (!destination.hasRemaining()) {
                return 0;
            }
            if (buffer.isEmpty() && destination.remaining() >= buffer.nextSize()) {
                return receive(destination);
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

    int peek(ByteBuffer destination) throws IOException {
        enter();
        try {
            if (!destination.hasRemaining()) {
                return 0;
            }
            return hasBytes() ? buffer.show(destination) : -1;
        } finally {
            lock.unlock();
        }
    }

    void readFully(byte[] destination, int offset, int length) throws IOException {
        ByteBuffer target = ByteBuffer.wrap(destination, offset, length);
        try {
            while (target.hasRemaining()) {
                if (read(target) < 0) {
                    throw new EOFException(
                            "the peer finished after " + (length - target.remaining()) + " of " + length + " bytes");
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
            return line == null ? scan.last() : line;
        } finally {
            lock.unlock();
        }
    }

    /**
     * Hands out all that is buffered, waiting for at least one byte; {@code null} at the end. Until {@link #giveBack} the
     * buffer is the caller's, so no lock is held while the caller writes elsewhere.
     *
     * @param shared whether it may be a buffer that other streams use later: only for code of ours, which surely forgets it
     */
    @Nullable
    ByteBuffer lend(boolean shared) throws IOException {
        enter();
        try {
            if (shared && buffer.isEmpty() && buffer.isLarge() && timeoutNanos == Transport.NO_TIMEOUT) {
                ByteBuffer transfer = TRANSFERS.borrow();
                if (transfer != null) {
                    return receiveMuch(transfer);
                }
            }
            return hasBytes() ? buffer.lend() : null;
        } finally {
            lock.unlock();
        }
    }

    private @Nullable ByteBuffer receiveMuch(ByteBuffer transfer) throws IOException {
        buffer.makeWay();
        int count = -1;
        try {
            count = receive(transfer);
        } finally {
            if (count < 0) {
                TRANSFERS.giveBack(transfer);
            }
        }
        if (count < 0) {
            return null;
        }
        buffer.adapt(count);
        return transfer.flip();
    }

    /** Takes back what was lent; what the caller has left in it is read next. */
    void giveBack(ByteBuffer lent) throws IOException {
        try {
            lock();
            try {
                if (lent.isDirect()) {
                    buffer.keep(lent);
                } else {
                    buffer.giveBack(lent);
                }
            } finally {
                lock.unlock();
            }
        } finally {
            if (lent.isDirect()) {
                TRANSFERS.giveBack(lent);
            }
        }
    }

    /** Bytes that can be read without waiting for anybody: none while another thread reads. */
    int available() {
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
        ended = true;
        return !lock.isFree();
    }

    /** Whether the peer may still be sending, and nobody else is reading that. */
    boolean mayBeDiscarded() {
        return !exhausted && lock.isFree();
    }

    /** Waits for whoever is reading, and lets go of the buffer. Only once closed. */
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
            return receive(room) > 0;
        } finally {
            buffer.filled();
        }
    }

    private int receive(ByteBuffer destination) throws IOException {
        if (ended) {
            return -1;
        }
        try {
            output.readerWaits();
            int count = transport.read(destination, timeoutNanos);
            if (count < 0) {
                exhausted = true;
                ended = true;
                closed.check();
            } else if (count == 0) {
                throw new IOException("the transport read nothing: " + transport);
            }
            return count;
        } catch (ClosedChannelException e) {
            throw closed.explain(e);
        } finally {
            output.readerGoesOn();
        }
    }
}
