package dev.weir.stream;

import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.ReadableByteChannel;
import java.util.concurrent.Executor;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Reads with a timeout from a channel without timeouts: a Unix domain socket.
 *
 * <p>A separate thread waits in the channel. A read that times out leaves that thread there, and its bytes go to the next
 * read. A stream that has read this way once keeps doing so: otherwise two threads would wait for the same bytes.
 */
final class ReadAhead {

    private static final int SIZE = 4 * 1024;

    private final ReadableByteChannel channel;
    private final Executor threads;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition arrived = lock.newCondition();
    private final ByteBuffer buffer = ByteBuffer.allocate(SIZE).limit(0);
    private boolean reading;
    private boolean ended;
    private @Nullable Throwable failure;

    ReadAhead(ReadableByteChannel channel) {
        this(channel, Thread::startVirtualThread);
    }

    /** @param threads starts a thread for each read from the channel */
    ReadAhead(ReadableByteChannel channel, Executor threads) {
        this.channel = channel;
        this.threads = threads;
    }

    int read(ByteBuffer destination, long timeoutNanos) throws IOException {
        long remaining = timeoutNanos;
        lock.lock();
        try {
            while (reading || !buffer.hasRemaining()) {
                checkFailure();
                if (ended) {
                    return -1;
                }
                if (!reading) {
                    startReading();
                }
                if (timeoutNanos == Transport.NO_TIMEOUT) {
                    arrived.await();
                } else if (remaining <= 0) {
                    throw new SocketTimeoutException("Read timed out");
                } else {
                    remaining = arrived.awaitNanos(remaining);
                }
            }
            return Buffers.move(buffer, destination);
        } catch (InterruptedException _) {
            channel.close();
            Thread.currentThread().interrupt();
            throw new ClosedByInterruptException();
        } finally {
            lock.unlock();
        }
    }

    /** Whether the separate thread waits in the channel, or has left bytes, a failure or the end of input for the next read. */
    boolean isPending() {
        lock.lock();
        try {
            return reading || buffer.hasRemaining() || ended || failure != null;
        } finally {
            lock.unlock();
        }
    }

    /** Reads what the separate thread has left, without waiting; 0 if that is nothing, -1 at the end of input. */
    int readArrived(ByteBuffer destination) throws IOException {
        lock.lock();
        try {
            if (reading) {
                return 0;
            }
            if (buffer.hasRemaining()) {
                return Buffers.move(buffer, destination);
            }
            checkFailure();
            return ended ? -1 : 0;
        } finally {
            lock.unlock();
        }
    }

    private void checkFailure() throws IOException {
        switch (failure) {
            case null -> {}
            case IOException e -> throw e;
            case RuntimeException e -> throw e;
            case Error e -> throw e;
            case Throwable e -> throw new IOException(e);
        }
    }

    /** If memory is too short to start a thread, the next read tries again. */
    private void startReading() {
        reading = true;
        try {
            threads.execute(this::fill);
        } catch (RuntimeException | Error e) {
            reading = false;
            throw e;
        }
    }

    /** Runs on the separate thread, which owns the buffer while {@code reading} is set. */
    private void fill() {
        int count = -1;
        Throwable broken = null;
        buffer.clear();
        try {
            count = channel.read(buffer);
        } catch (Throwable e) {
            // The waiting reader throws it.
            broken = e;
        }
        buffer.flip();
        lock.lock();
        try {
            reading = false;
            failure = broken;
            ended = count < 0;
            arrived.signalAll();
        } finally {
            lock.unlock();
        }
    }
}
