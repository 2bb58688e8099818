package dev.weir.stream;

import java.util.LinkedHashSet;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A limit in bytes per second for the {@link RateLimitedTransport}s that share it.
 *
 * <p>Threads whose bytes are over the limit wait in a queue. Each passes with at most one slice, a twentieth of a second's bytes
 * and no more than 16 KiB, and then queues again: all get the same share, and the bytes move steadily. After a pause at most
 * 50 ms' bytes, or one slice, pass without waiting. Any thread.
 */
public final class RateLimit {

    private static final int SLICES_PER_SECOND = 20;
    private static final int MAX_SLICE = 16 * 1024;

    /** A segment of the default size (RFC 9293 section 3.7.1): a slower limit sends whole segments, but twice a second. */
    private static final int SEGMENT = 536;

    private static final int MIN_SLICES_PER_SECOND = 2;

    /** What {@link #tryTake} returns to a gate that is not the first in the queue. */
    private static final long UNTIL_WOKEN = Long.MAX_VALUE;

    private final int slice;
    private final ReentrantLock lock = new ReentrantLock();

    // Guarded by the lock.
    private final ByteBucket bucket;
    private final LinkedHashSet<RateGate> queue = new LinkedHashSet<>();

    private RateLimit(long bytesPerSecond) {
        this.slice = slice(bytesPerSecond);
        this.bucket = new ByteBucket(bytesPerSecond, slice, System.nanoTime());
    }

    /**
     * Creates a limit.
     *
     * @param bytesPerSecond positive
     */
    public static RateLimit of(long bytesPerSecond) {
        if (bytesPerSecond < 1) {
            throw new IllegalArgumentException("bytesPerSecond must be positive: " + bytesPerSecond);
        }
        return new RateLimit(bytesPerSecond);
    }

    private static int slice(long bytesPerSecond) {
        long min = Math.clamp(bytesPerSecond / MIN_SLICES_PER_SECOND, 1, SEGMENT);
        return Math.clamp(bytesPerSecond / SLICES_PER_SECOND, Math.toIntExact(min), MAX_SLICE);
    }

    /** Maximum number of bytes that are taken at a time. */
    int slice() {
        return slice;
    }

    /** Whether bytes can be taken without waiting. */
    boolean isFree() {
        lock.lock();
        try {
            return queue.isEmpty() && bucket.waitNanos(System.nanoTime()) == 0;
        } finally {
            lock.unlock();
        }
    }

    /**
     * Takes bytes, after all threads that wait already. Returns without having taken them if the gate is opened.
     *
     * @param bytes at most {@link #slice}
     * @throws InterruptedException if the thread is interrupted while it waits
     */
    void take(RateGate gate, int bytes) throws InterruptedException {
        if (takeAtOnce(bytes)) {
            return;
        }
        gate.beginWait();
        try {
            enqueue(gate);
            long nanos = tryTake(gate, bytes);
            while (nanos > 0 && !gate.isOpen()) {
                if (nanos == UNTIL_WOKEN) {
                    LockSupport.park(this);
                } else {
                    LockSupport.parkNanos(this, nanos);
                }
                if (Thread.interrupted()) {
                    throw new InterruptedException();
                }
                nanos = tryTake(gate, bytes);
            }
        } finally {
            leave(gate);
            gate.endWait();
        }
    }

    private boolean takeAtOnce(int bytes) {
        lock.lock();
        try {
            long now = System.nanoTime();
            if (!queue.isEmpty() || bucket.waitNanos(now) > 0) {
                return false;
            }
            bucket.take(bytes, now);
            return true;
        } finally {
            lock.unlock();
        }
    }

    private void enqueue(RateGate gate) {
        lock.lock();
        try {
            queue.add(gate);
        } finally {
            lock.unlock();
        }
    }

    /** Takes the bytes and returns 0, or returns the nanoseconds to wait before the next attempt. */
    private long tryTake(RateGate gate, int bytes) {
        lock.lock();
        try {
            if (!queue.getFirst().equals(gate)) {
                return UNTIL_WOKEN;
            }
            long now = System.nanoTime();
            long nanos = bucket.waitNanos(now);
            if (nanos == 0) {
                bucket.take(bytes, now);
            }
            return nanos;
        } finally {
            lock.unlock();
        }
    }

    private void leave(RateGate gate) {
        lock.lock();
        try {
            queue.remove(gate);
            if (!queue.isEmpty()) {
                queue.getFirst().wake();
            }
        } finally {
            lock.unlock();
        }
    }
}
