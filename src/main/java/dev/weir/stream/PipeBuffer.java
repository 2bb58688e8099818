package dev.weir.stream;

import java.io.IOException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.ClosedChannelException;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** One direction of a {@link Pipe}: a ring of bytes with a writer at one end and a reader at the other. */
final class PipeBuffer {

    /** The state of one end; it only moves forward. */
    private enum End {
        OPEN,
        /** This direction has been shut down at this end. */
        FINISHED,
        CLOSED,
        /** Closed with a reset: the other end fails. */
        RESET
    }

    private static final String RESET = "Connection reset";

    private final byte[] ring;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private long written;
    private long read;
    private End writer = End.OPEN;
    private End reader = End.OPEN;

    PipeBuffer(int capacity) {
        this.ring = new byte[capacity];
    }

    int read(ByteBuffer destination, long timeoutNanos) throws IOException, InterruptedException {
        lock.lockInterruptibly();
        try {
            long remaining = timeoutNanos;
            while (true) {
                if (isClosed(reader)) {
                    throw new AsynchronousCloseException();
                }
                if (reader == End.FINISHED) {
                    return -1;
                }
                if (written > read) {
                    return take(destination);
                }
                if (writer == End.RESET) {
                    throw new SocketException(RESET);
                }
                if (writer != End.OPEN) {
                    return -1;
                }
                if (timeoutNanos == Transport.NO_TIMEOUT) {
                    changed.await();
                } else if (remaining <= 0) {
                    throw new SocketTimeoutException("Read timed out");
                } else {
                    remaining = changed.awaitNanos(remaining);
                }
            }
        } finally {
            lock.unlock();
        }
    }

    int write(ByteBuffer source) throws IOException, InterruptedException {
        lock.lockInterruptibly();
        try {
            while (true) {
                if (isClosed(writer)) {
                    throw new AsynchronousCloseException();
                }
                if (writer == End.FINISHED) {
                    throw new ClosedChannelException();
                }
                if (isClosed(reader)) {
                    throw new SocketException(reader == End.RESET ? RESET : "Broken pipe");
                }
                if (written - read < ring.length) {
                    return put(source);
                }
                changed.await();
            }
        } finally {
            lock.unlock();
        }
    }

    private int take(ByteBuffer destination) {
        int start = (int) (read % ring.length);
        int count = (int) Math.min(Math.min(destination.remaining(), written - read), ring.length - start);
        destination.put(ring, start, count);
        read += count;
        changed.signalAll();
        return count;
    }

    private int put(ByteBuffer source) {
        int start = (int) (written % ring.length);
        int room = (int) Math.min(ring.length - (written - read), ring.length - start);
        int count = Math.min(source.remaining(), room);
        source.get(ring, start, count);
        written += count;
        changed.signalAll();
        return count;
    }

    void finishWriting() {
        setEnds(End.FINISHED, End.OPEN);
    }

    void finishReading() {
        setEnds(End.OPEN, End.FINISHED);
    }

    void closeWriting() {
        setEnds(End.CLOSED, End.OPEN);
    }

    void closeReading() {
        setEnds(End.OPEN, End.CLOSED);
    }

    /** As with TCP, a reader gets the end of a direction that had been finished before. */
    void resetWriting() {
        lock.lock();
        try {
            setEnds(writer == End.FINISHED ? End.CLOSED : End.RESET, End.OPEN);
        } finally {
            lock.unlock();
        }
    }

    void resetReading() {
        setEnds(End.OPEN, End.RESET);
    }

    private static boolean isClosed(End end) {
        return end.compareTo(End.CLOSED) >= 0;
    }

    private void setEnds(End atLeastWriter, End atLeastReader) {
        lock.lock();
        try {
            writer = later(writer, atLeastWriter);
            reader = later(reader, atLeastReader);
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private static End later(End one, End other) {
        return one.compareTo(other) < 0 ? other : one;
    }
}
