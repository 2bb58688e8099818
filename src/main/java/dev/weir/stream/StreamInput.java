package dev.weir.stream;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.ProtocolException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.charset.Charset;
import java.time.Duration;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The reading half of a stream.
 *
 * <p>Large reads go straight to the caller's array. Small ones, lines and peeks go through a buffer whose size follows what
 * reads bring, because it is held while the stream waits: an idle stream has {@value #MIN_BUFFER} bytes.
 */
final class StreamInput {

    private static final int MIN_BUFFER = 256;
    private static final int FACTOR = 4;
    private static final ByteBuffer NONE = ByteBuffer.allocate(0);

    private final Transport transport;
    private final StreamOutput output;
    private final CloseReason closed;
    private final int maxBuffer;
    private final ReentrantLock lock = new ReentrantLock();

    /** From position to limit: what was read and not yet consumed. */
    private ByteBuffer buffer = NONE;

    private int nextSize;
    private volatile boolean ended;
    private volatile long timeoutNanos;

    StreamInput(Transport transport, StreamOutput output, CloseReason closed, int maxBuffer) {
        this.transport = transport;
        this.output = output;
        this.closed = closed;
        this.maxBuffer = maxBuffer;
        this.nextSize = Math.min(MIN_BUFFER, maxBuffer);
    }

    void timeout(long nanos) {
        timeoutNanos = nanos;
    }

    int read(ByteBuffer destination) throws IOException {
        lock.lock();
        try {
            closed.check();
            if (!destination.hasRemaining()) {
                return 0;
            }
            if (!buffer.hasRemaining()) {
                if (destination.remaining() >= nextSize) {
                    return receive(destination);
                }
                if (!fill()) {
                    return -1;
                }
            }
            return consume(destination);
        } finally {
            lock.unlock();
        }
    }

    int peek(ByteBuffer destination) throws IOException {
        lock.lock();
        try {
            closed.check();
            if (!destination.hasRemaining()) {
                return 0;
            }
            if (!buffer.hasRemaining() && !fill()) {
                return -1;
            }
            int position = buffer.position();
            int count = consume(destination);
            buffer.position(position);
            return count;
        } finally {
            lock.unlock();
        }
    }

    void readFully(byte[] destination, int offset, int length) throws IOException {
        ByteBuffer target = ByteBuffer.wrap(destination, offset, length);
        while (target.hasRemaining()) {
            if (read(target) < 0) {
                throw new EOFException(
                        "the peer finished after " + (length - target.remaining()) + " of " + length + " bytes");
            }
        }
    }

    @Nullable
    String readLine(Charset charset, int max) throws IOException {
        if (max < 0) {
            throw new IllegalArgumentException("max must not be negative: " + max);
        }
        lock.lock();
        try {
            closed.check();
            var line = new ByteArrayOutputStream(0);
            while (buffer.hasRemaining() || fill()) {
                int end = indexOfLineFeed();
                int count = (end < 0 ? buffer.limit() : end) - buffer.position();
                // One more than max may be a CR that belongs to the line's end.
                if (line.size() + count > max + 1) {
                    buffer.position(buffer.position() + (max + 1 - line.size()));
                    throw tooLong(max);
                }
                line.write(buffer.array(), buffer.position(), count);
                buffer.position(buffer.position() + count);
                if (end >= 0) {
                    buffer.get();
                    return decode(line, charset, max, true);
                }
            }
            return line.size() == 0 ? null : decode(line, charset, max, false);
        } finally {
            lock.unlock();
        }
    }

    private int indexOfLineFeed() {
        byte[] bytes = buffer.array();
        for (int i = buffer.position(); i < buffer.limit(); i++) {
            if (bytes[i] == '\n') {
                return i;
            }
        }
        return -1;
    }

    private static String decode(ByteArrayOutputStream line, Charset charset, int max, boolean terminated)
            throws ProtocolException {
        byte[] bytes = line.toByteArray();
        boolean carriageReturn = terminated && bytes.length > 0 && bytes[bytes.length - 1] == '\r';
        int length = carriageReturn ? bytes.length - 1 : bytes.length;
        if (length > max) {
            throw tooLong(max);
        }
        return new String(bytes, 0, length, charset);
    }

    private static ProtocolException tooLong(int max) {
        return new ProtocolException("a line is longer than " + max + " bytes");
    }

    /**
     * Hands out all that is buffered, waiting for at least one byte; {@code null} at the end. Until {@link #giveBack} the
     * buffer is the caller's, so no lock is held while the caller writes elsewhere.
     */
    @Nullable
    ByteBuffer lend() throws IOException {
        lock.lock();
        try {
            closed.check();
            if (!buffer.hasRemaining() && !fill()) {
                return null;
            }
            ByteBuffer lent = buffer;
            buffer = NONE;
            return lent;
        } finally {
            lock.unlock();
        }
    }

    void giveBack(ByteBuffer lent) {
        lock.lock();
        try {
            if (buffer.capacity() == 0) {
                buffer = lent;
            }
        } finally {
            lock.unlock();
        }
    }

    int available() {
        lock.lock();
        try {
            return buffer.remaining();
        } finally {
            lock.unlock();
        }
    }

    /** From now on, nothing more comes than what is buffered. */
    void end() {
        ended = true;
    }

    /** Waits for the peer's end, unless it has come or another thread is reading. */
    void linger(Duration timeout) {
        if (!lock.tryLock()) {
            return;
        }
        try {
            if (!ended) {
                LingeringClose.await(transport, timeout);
            }
        } finally {
            lock.unlock();
        }
    }

    /** Returns when no thread is reading any more; only after the transport has been closed. */
    void awaitIdle() {
        lock.lock();
        try {
            // Whoever had the lock is out of the transport now.
        } finally {
            lock.unlock();
        }
    }

    private int consume(ByteBuffer destination) {
        int count = Math.min(destination.remaining(), buffer.remaining());
        destination.put(buffer.slice(buffer.position(), count));
        buffer.position(buffer.position() + count);
        return count;
    }

    private boolean fill() throws IOException {
        if (buffer.capacity() != nextSize) {
            buffer = ByteBuffer.allocate(nextSize);
        }
        buffer.clear();
        int count = -1;
        try {
            count = receive(buffer);
        } finally {
            buffer.flip();
        }
        if (count == buffer.capacity()) {
            nextSize = Math.min(nextSize * FACTOR, maxBuffer);
        } else if (count < buffer.capacity() / FACTOR) {
            nextSize = Math.max(nextSize / FACTOR, Math.min(MIN_BUFFER, maxBuffer));
        }
        return count > 0;
    }

    private int receive(ByteBuffer destination) throws IOException {
        if (ended) {
            return -1;
        }
        output.readerWaits();
        try {
            int count = transport.read(destination, timeoutNanos);
            if (count < 0) {
                ended = true;
            }
            return count;
        } catch (ClosedChannelException e) {
            throw closed.explain(e);
        } finally {
            output.readerGoesOn();
        }
    }
}
