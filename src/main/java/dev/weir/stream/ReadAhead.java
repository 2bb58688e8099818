package dev.weir.stream;

import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.SocketChannel;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Reads with a time limit on a channel that has none: a Unix domain socket.
 *
 * <p>A thread of its own waits in the channel. A read that runs out of time leaves it there, and what it brings is the
 * next read's. Once a stream has read this way, it goes on so, or two threads would wait for the same bytes.
 */
final class ReadAhead {

    private static final int SIZE = 4 * 1024;

    private final SocketChannel channel;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition arrived = lock.newCondition();
    private final ByteBuffer buffer = ByteBuffer.allocate(SIZE).limit(0);
    private boolean reading;
    private boolean ended;
    private @Nullable IOException failure;

    ReadAhead(SocketChannel channel) {
        this.channel = channel;
    }

    int read(ByteBuffer destination, long timeoutNanos) throws IOException {
        long remaining = timeoutNanos;
        lock.lock();
        try {
            while (reading || !buffer.hasRemaining()) {
                if (failure != null) {
                    throw failure;
                }
                if (ended) {
                    return -1;
                }
                if (!reading) {
                    reading = true;
                    Thread.startVirtualThread(this::fill);
                }
                if (timeoutNanos == Transport.NO_TIMEOUT) {
                    arrived.await();
                } else if (remaining <= 0) {
                    throw new SocketTimeoutException("Read timed out");
                } else {
                    remaining = arrived.awaitNanos(remaining);
                }
            }
            int count = Math.min(destination.remaining(), buffer.remaining());
            destination.put(destination.position(), buffer, buffer.position(), count);
            destination.position(destination.position() + count);
            buffer.position(buffer.position() + count);
            return count;
        } catch (InterruptedException _) {
            channel.close();
            Thread.currentThread().interrupt();
            throw new ClosedByInterruptException();
        } finally {
            lock.unlock();
        }
    }

    /** While {@code reading} is set, the buffer is this thread's. */
    private void fill() {
        int count = -1;
        IOException broken = null;
        buffer.clear();
        try {
            count = channel.read(buffer);
        } catch (IOException e) {
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
