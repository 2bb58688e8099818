package dev.weir.stream;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * The writing half of a stream: a buffer that gathers small writes, and the rules by which it goes out.
 *
 * <p>The reading half calls {@link #readerWaits} before it blocks, so that what a handler wrote is on its way before the
 * handler waits for the answer. Three rules keep that safe with a reader and a writer at once:
 *
 * <ul>
 *   <li>The reader never waits behind a writer: a writer that is blocked holds the lock, and the reader only tries it.
 *   <li>A writer that finds a reader waiting sends at once; it looks again after it has released the lock, so bytes cannot
 *       be left between a reader that found the lock taken and a writer that looked too early.
 *   <li>The reader itself sends only what it wrote itself. Sending another thread's bytes could block it on a peer that
 *       does not read before it is read from; a thread is started for that rare case.
 * </ul>
 */
final class StreamOutput {

    /** The size that a buffer may always have. */
    static final int MIN_BUFFER = 256;

    private final Sender sender;
    private final CloseReason closed;
    private final int maxBuffer;
    private final BudgetShare share;
    private final DirectionLock lock = new DirectionLock();

    /** From 0 to position: what was written and not yet sent. */
    private ByteBuffer buffer = Buffers.EMPTY;

    private @Nullable Thread lastWriter;
    private boolean shutDown;
    private volatile boolean pending;
    private volatile boolean readerWaiting;

    /** Threads of ours that send, or are about to, what the reader must not. */
    private final AtomicInteger flushThreads = new AtomicInteger();

    /** @param share for a buffer that has {@value #MIN_BUFFER} bytes without asking */
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
            gather(source);
            lastWriter = Thread.currentThread();
            if (readerWaiting) {
                drain();
            }
        });
        if (readerWaiting) {
            flush();
        }
        return count;
    }

    /** Writes past the buffer, after what is in it. */
    void send(ByteBuffer source) throws IOException {
        locked(() -> {
            checkOpen();
            drain();
            sender.sendAll(source);
        });
    }

    /** With nothing to send this does nothing, also on a closed stream, as the wrappers of java.io expect. */
    void flush() throws IOException {
        if (pending) {
            locked(() -> {
                closed.check();
                drain();
            });
        }
    }

    void shutdown() throws IOException {
        locked(() -> {
            closed.check();
            if (!shutDown) {
                drain();
                shutDown = true;
                sender.shutdown();
            }
        });
    }

    /** Whether something written has not been sent. */
    boolean isPending() {
        return pending;
    }

    /**
     * The first half of a close: sends what is buffered and finishes. A thread in the middle of a write is waited for, unless
     * it is blocked on a peer that does not read: then it ends with the close, and nothing more is sent.
     *
     * @param patience how long to wait for a thread that writes; zero is for ever
     * @return whether the peer has been told the end
     */
    boolean finish(Duration patience) throws IOException {
        if (lock.isMine() || !FinishLock.acquire(lock, sender, flushThreads, patience)) {
            return false;
        }
        try {
            drain();
            shutDown = true;
            sender.finish();
            return true;
        } finally {
            lock.unlock();
        }
    }

    /** Waits for a thread that writes, and drops the buffer. Only once closed. */
    void release(Duration patience) {
        if (lock.tryLock(patience)) {
            try {
                buffer = Buffers.EMPTY;
                pending = false;
                share.release();
            } finally {
                lock.unlock();
            }
        }
    }

    void readerWaits() throws IOException {
        readerWaiting = true;
        if (!pending || !lock.tryLock()) {
            return;
        }
        try {
            if (lastWriter == Thread.currentThread()) {
                drain();
            } else {
                startFlushThread();
            }
        } finally {
            lock.unlock();
        }
    }

    void readerGoesOn() {
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
            // The bytes stay, and the next write, flush or close of their own thread meets the same broken connection.
        } finally {
            flushThreads.decrementAndGet();
        }
    }

    private void gather(ByteBuffer source) throws IOException {
        if (source.remaining() >= maxBuffer - buffer.position()) {
            drain();
        }
        if (source.remaining() >= maxBuffer) {
            sender.sendAll(source);
            return;
        }
        int needed = buffer.position() + source.remaining();
        if (needed > buffer.capacity()) {
            int capacity = Math.min(maxBuffer, Math.max(MIN_BUFFER, Integer.highestOneBit(needed) << 1));
            if (!share.resize(capacity)) {
                drain();
                sender.sendAll(source);
                return;
            }
            buffer = ByteBuffer.allocate(capacity).put(buffer.flip());
        }
        Buffers.move(source, buffer);
        pending = buffer.position() > 0;
    }

    private void drain() throws IOException {
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
