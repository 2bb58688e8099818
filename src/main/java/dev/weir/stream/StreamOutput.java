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

    private final Sender sender;
    private final CloseReason closed;
    private final WriteBuffer buffer;
    private final DirectionLock lock = new DirectionLock();

    private @Nullable Thread lastWriter;
    private boolean shutDown;
    private volatile boolean pending;
    private volatile boolean readerWaiting;

    /** Number of threads started to send bytes that the reader must not send. */
    private final AtomicInteger flushThreads = new AtomicInteger();

    /** @param share of the budget, for the part of the buffer beyond {@link WriteBuffer#MIN} */
    StreamOutput(Transport transport, CloseReason closed, BudgetShare share, StreamOptions options) {
        this.sender = new Sender(transport);
        this.closed = closed;
        this.buffer = new WriteBuffer(options.bufferSize(), share);
    }

    int write(ByteBuffer source) throws IOException {
        int count = source.remaining();
        enter();
        try {
            checkOpen();
            append(source);
            lastWriter = Thread.currentThread();
            if (readerWaiting) {
                sendBuffered();
            }
        } catch (ClosedChannelException e) {
            throw closed.explain(e);
        } finally {
            lock.unlock();
        }
        if (readerWaiting) {
            flush();
        }
        return count;
    }

    /** Sends the buffered bytes, then the source without copying it into the buffer. */
    void send(ByteBuffer source) throws IOException {
        enter();
        try {
            checkOpen();
            sendBuffered();
            sender.sendAll(source);
        } catch (ClosedChannelException e) {
            throw closed.explain(e);
        } finally {
            lock.unlock();
        }
    }

    /** Has no effect if nothing is buffered, even on a closed stream, as the wrappers of java.io expect. */
    void flush() throws IOException {
        if (!pending) {
            return;
        }
        enter();
        try {
            closed.check();
            sendBuffered();
        } catch (ClosedChannelException e) {
            throw closed.explain(e);
        } finally {
            lock.unlock();
        }
    }

    void shutdown() throws IOException {
        enter();
        try {
            closed.check();
            if (!shutDown) {
                sendBuffered();
                shutDown = true;
                sender.shutdown();
            }
        } catch (ClosedChannelException e) {
            throw closed.explain(e);
        } finally {
            lock.unlock();
        }
    }

    /** Whether written bytes have not been sent. */
    boolean isPending() {
        return pending;
    }

    /** Whether no thread writes, all bytes have been sent, and the write direction is open. */
    boolean isQuiet() {
        if (pending || !lock.tryLock()) {
            return false;
        }
        try {
            return !pending && !shutDown;
        } finally {
            lock.unlock();
        }
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
                buffer.release();
                pending = false;
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
        if (!buffer.hasRoomFor(source.remaining())) {
            sendBuffered();
        }
        if (buffer.hasRoomFor(source.remaining()) && buffer.put(source)) {
            pending = !buffer.isEmpty();
        } else {
            sendBuffered();
            sender.sendAll(source);
        }
    }

    private void sendBuffered() throws IOException {
        if (!pending) {
            return;
        }
        try {
            buffer.sendTo(sender);
        } finally {
            pending = !buffer.isEmpty();
        }
    }

    private void checkOpen() throws IOException {
        closed.check();
        if (shutDown) {
            throw new IOException("the write direction has been shut down");
        }
    }

    private void enter() throws IOException {
        try {
            lock.lock();
        } catch (ClosedChannelException e) {
            throw closed.explain(e);
        }
    }
}
