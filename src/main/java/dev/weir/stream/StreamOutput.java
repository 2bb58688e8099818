package dev.weir.stream;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * The writing half of a stream: a buffer that coalesces small writes, and the rules for sending it.
 *
 * <p>The reading half calls {@link #beforeRead} before it blocks, so that a handler's request is sent before the handler waits
 * for the answer. Three rules keep this safe with a concurrent reader and writer:
 *
 * <ul>
 *   <li>The reader never waits for a writer: a blocked writer holds the lock, and the reader only tries to acquire it.
 *   <li>A writer that finds a reader waiting sends at once. It checks again after it has released the lock, so that no bytes
 *       stay behind if the reader found the lock taken after the writer's first check.
 *   <li>The reader sends only bytes that it has written itself. Sending another thread's bytes could block it on a peer that
 *       reads only after its own bytes have been read; a thread is started for this rare case.
 * </ul>
 */
final class StreamOutput {

    /** Bytes that the buffer may have without a share of the budget. */
    static final int MIN_BUFFER = 256;

    private final Sender sender;
    private final CloseReason closed;
    private final int maxBuffer;
    private final BudgetShare share;
    private final DirectionLock lock = new DirectionLock();

    /** From 0 to position: written and not yet sent. */
    private ByteBuffer buffer = Buffers.EMPTY;

    private @Nullable Thread lastWriter;
    private boolean shutDown;
    private volatile boolean pending;
    private volatile boolean readerWaiting;

    /** Number of threads started to send bytes that the reader must not send. */
    private final AtomicInteger flushThreads = new AtomicInteger();

    /** @param share of the budget, for the part of the buffer beyond {@value #MIN_BUFFER} bytes */
    StreamOutput(Transport transport, CloseReason closed, BudgetShare share, StreamOptions options) {
        this.sender = new Sender(transport);
        this.closed = closed;
        this.share = share;
        this.maxBuffer = options.bufferSize();
    }

    int write(ByteBuffer source) throws IOException {
        int count = source.remaining();
        locked(() -> {
            checkOpen();
            append(source);
            lastWriter = Thread.currentThread();
            if (readerWaiting) {
                sendBuffered();
            }
        });
        if (readerWaiting) {
            flush();
        }
        return count;
    }

    /** Sends the buffered bytes, then the source without copying it into the buffer. */
    void send(ByteBuffer source) throws IOException {
        locked(() -> {
            checkOpen();
            sendBuffered();
            sender.sendAll(source);
        });
    }

    /** Has no effect if nothing is buffered, even on a closed stream, as the wrappers of java.io expect. */
    void flush() throws IOException {
        if (pending) {
            locked(() -> {
                closed.check();
                sendBuffered();
            });
        }
    }

    void shutdown() throws IOException {
        locked(() -> {
            closed.check();
            if (!shutDown) {
                sendBuffered();
                shutDown = true;
                sender.shutdown();
            }
        });
    }

    /** Whether written bytes have not been sent. */
    boolean isPending() {
        return pending;
    }

    /**
     * Sends the buffered bytes and ends the write direction, as the first step of a close. Waits for a thread that is writing,
     * unless it is blocked on a peer that does not read: then the close ends its write, and nothing more is sent.
     *
     * @param timeout limit for the wait; zero for none
     * @return whether the write direction has been ended
     */
    boolean finish(Duration timeout) throws IOException {
        if (lock.isHeldByCurrentThread() || !FinishLock.acquire(lock, sender, flushThreads, timeout)) {
            return false;
        }
        try {
            sendBuffered();
            shutDown = true;
            sender.finish();
            return true;
        } finally {
            lock.unlock();
        }
    }

    /** Waits for a thread that is writing, then frees the buffer. Only once the stream is closed. */
    void release(Duration timeout) {
        if (lock.tryLock(timeout)) {
            try {
                buffer = Buffers.EMPTY;
                pending = false;
                share.release();
            } finally {
                lock.unlock();
            }
        }
    }

    /** Called by the reader before it may block: sends the reader's own bytes; a new thread sends those of others. */
    void beforeRead() throws IOException {
        readerWaiting = true;
        if (!pending || !lock.tryLock()) {
            return;
        }
        try {
            if (lastWriter == Thread.currentThread()) {
                sendBuffered();
            } else {
                startFlushThread();
            }
        } finally {
            lock.unlock();
        }
    }

    /** Called by the reader when it no longer waits. */
    void afterRead() {
        readerWaiting = false;
    }

    private void startFlushThread() {
        flushThreads.incrementAndGet();
        try {
            Thread.startVirtualThread(this::flushForReader);
        } catch (RuntimeException | Error e) {
            flushThreads.decrementAndGet();
            throw e;
        }
    }

    private void flushForReader() {
        try {
            flush();
        } catch (IOException _) {
            // The bytes stay buffered: the next write, flush or close fails on the same broken connection.
        } finally {
            flushThreads.decrementAndGet();
        }
    }

    private void append(ByteBuffer source) throws IOException {
        if (source.remaining() >= maxBuffer - buffer.position()) {
            sendBuffered();
        }
        if (source.remaining() >= maxBuffer) {
            sender.sendAll(source);
            return;
        }
        int needed = buffer.position() + source.remaining();
        if (needed > buffer.capacity()) {
            int capacity = Math.min(maxBuffer, Math.max(MIN_BUFFER, Integer.highestOneBit(needed) << 1));
            if (!share.resize(capacity)) {
                sendBuffered();
                sender.sendAll(source);
                return;
            }
            buffer = ByteBuffer.allocate(capacity).put(buffer.flip());
        }
        Buffers.move(source, buffer);
        pending = buffer.position() > 0;
    }

    private void sendBuffered() throws IOException {
        if (!pending) {
            return;
        }
        buffer.flip();
        try {
            sender.sendAll(buffer);
        } finally {
            buffer.compact();
            pending = buffer.position() > 0;
        }
        if (buffer.capacity() > MIN_BUFFER) {
            buffer = Buffers.EMPTY;
            share.release();
        }
    }

    private void checkOpen() throws IOException {
        closed.check();
        if (shutDown) {
            throw new IOException("the write direction has been shut down");
        }
    }

    private void locked(Action action) throws IOException {
        try {
            lock.lock();
            try {
                action.run();
            } finally {
                lock.unlock();
            }
        } catch (ClosedChannelException e) {
            throw closed.explain(e);
        }
    }

    @FunctionalInterface
    private interface Action {
        void run() throws IOException;
    }
}
