package dev.weir.tls;

import dev.weir.stream.Half;
import dev.weir.stream.Transport;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.ClosedChannelException;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Two transports connected in memory.
 *
 * @param client one end
 * @param server the other
 */
record TransportPair(End client, End server) {

    /**
     * @param segment limit in bytes for a single read or write
     * @param capacity limit in bytes for those written and not read
     */
    static TransportPair of(int segment, int capacity) {
        var up = new Direction(segment, capacity);
        var down = new Direction(segment, capacity);
        return new TransportPair(new End(down, up), new End(up, down));
    }

    static TransportPair ofSegments(int segment) {
        return of(segment, 256 * 1024);
    }

    /** One direction: a ring of bytes. */
    private static final class Direction {

        private final int segment;
        private final byte[] ring;
        private final ReentrantLock lock = new ReentrantLock();
        private final Condition changed = lock.newCondition();
        private long written;
        private long read;
        private boolean finished;
        private boolean readerGone;

        Direction(int segment, int capacity) {
            this.segment = segment;
            this.ring = new byte[capacity];
        }
    }

    /** One end of the pair. */
    static final class End implements Transport {

        private static final SocketAddress ADDRESS = InetSocketAddress.createUnresolved("memory", 1);

        private final long id = Transport.nextId();
        private final Direction in;
        private final Direction out;
        private volatile boolean open = true;
        private volatile boolean inputShutDown;
        private volatile boolean outputShutDown;
        private volatile Thread blocked;

        private End(Direction in, Direction out) {
            this.in = in;
            this.out = out;
        }

        /** Whether a thread waits in a read or write. */
        boolean isBlocked() {
            Thread thread = blocked;
            return thread != null
                    && (thread.getState() == Thread.State.WAITING || thread.getState() == Thread.State.TIMED_WAITING);
        }

        @Override
        public long id() {
            return id;
        }

        @Override
        public int read(ByteBuffer destination, long timeoutNanos) throws IOException {
            in.lock.lock();
            try {
                long left = timeoutNanos;
                while (true) {
                    if (!open) {
                        throw new AsynchronousCloseException();
                    }
                    if (inputShutDown) {
                        return -1;
                    }
                    int count = (int) Math.min(Math.min(in.written - in.read, in.segment), destination.remaining());
                    if (count > 0) {
                        for (int i = 0; i < count; i++) {
                            destination.put(in.ring[(int) (in.read++ % in.ring.length)]);
                        }
                        in.changed.signalAll();
                        return count;
                    }
                    if (in.finished) {
                        return -1;
                    }
                    left = await(in, left, timeoutNanos);
                }
            } finally {
                in.lock.unlock();
            }
        }

        @Override
        public int available() {
            in.lock.lock();
            try {
                return inputShutDown ? 0 : (int) Math.min(in.written - in.read, in.segment);
            } finally {
                in.lock.unlock();
            }
        }

        @SuppressWarnings("WaitNotInLoop") // The callers loop.
        private long await(Direction direction, long left, long timeoutNanos) throws SocketTimeoutException {
            if (timeoutNanos != NO_TIMEOUT && left <= 0) {
                throw new SocketTimeoutException("Read timed out");
            }
            blocked = Thread.currentThread();
            try {
                if (timeoutNanos != NO_TIMEOUT) {
                    return direction.changed.awaitNanos(left);
                }
                direction.changed.awaitUninterruptibly();
                return 0;
            } catch (InterruptedException e) {
                throw new IllegalStateException("nobody interrupts here", e);
            } finally {
                blocked = null;
            }
        }

        @Override
        public int write(ByteBuffer source) throws IOException {
            out.lock.lock();
            try {
                while (true) {
                    if (!open) {
                        throw new AsynchronousCloseException();
                    }
                    if (outputShutDown) {
                        throw new ClosedChannelException();
                    }
                    if (out.readerGone) {
                        throw new SocketException("Broken pipe");
                    }
                    int count = (int) Math.min(
                            Math.min(out.ring.length - (out.written - out.read), out.segment), source.remaining());
                    if (count > 0) {
                        for (int i = 0; i < count; i++) {
                            out.ring[(int) (out.written++ % out.ring.length)] = source.get();
                        }
                        out.changed.signalAll();
                        return count;
                    }
                    await(out, 0, NO_TIMEOUT);
                }
            } finally {
                out.lock.unlock();
            }
        }

        @Override
        public void shutdown(Half half) throws ClosedChannelException {
            if (!open) {
                throw new ClosedChannelException();
            }
            switch (half) {
                case READ -> change(in, () -> inputShutDown = true);
                case WRITE ->
                    change(out, () -> {
                        outputShutDown = true;
                        out.finished = true;
                    });
            }
        }

        private static void change(Direction direction, Runnable change) {
            direction.lock.lock();
            try {
                change.run();
                direction.changed.signalAll();
            } finally {
                direction.lock.unlock();
            }
        }

        @Override
        public SocketAddress remoteAddress() {
            return ADDRESS;
        }

        @Override
        public SocketAddress localAddress() {
            return ADDRESS;
        }

        @Override
        public boolean isOpen() {
            return open;
        }

        @Override
        public void close() {
            open = false;
            change(in, () -> in.readerGone = true);
            change(out, () -> out.finished = true);
        }
    }
}
