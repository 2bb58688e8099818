package dev.weir.stream;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.SocketChannel;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A blocking socket: TCP or Unix domain. */
final class SocketTransport implements Transport {

    /** Limit in bytes for a single call: the JDK caches a direct buffer as large as the largest call. */
    private static final int MAX_TRANSFER = 128 * 1024;

    /** Limit in bytes for a timed read into a direct buffer, which needs a copy. */
    private static final int MAX_COPY = 16 * 1024;

    /** Writes between two yields without a read: a handler that only writes has to yield too. */
    private static final int WRITES_PER_YIELD = 8;

    private final long id = Transport.nextId();
    private final SocketChannel channel;
    private final SocketAddress remote;
    private final SocketAddress local;
    private final FairYield fairYield = new FairYield();
    private final WriteWatch writeWatch = new WriteWatch();

    private volatile boolean inputShutDown;
    private volatile boolean peerFinished;
    private @Nullable ReadAhead readAhead;

    /** Since the last yield. */
    private int writes;

    /** Whether the thread has yielded for the next read. Reading thread only. */
    private boolean yielded;

    private SocketTransport(SocketChannel channel, SocketAddress remote, SocketAddress local) {
        this.channel = channel;
        this.remote = remote;
        this.local = local;
    }

    /** Creates a transport that owns an accepted channel. Closes the channel if an option cannot be set. */
    static SocketTransport of(SocketChannel channel, SocketSettings settings) throws IOException {
        try {
            settings.applyTo(channel, !(channel.getLocalAddress() instanceof InetSocketAddress));
            return of(channel);
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    /** Creates a transport that owns a connected channel, whose options are set. Closes the channel if it is broken. */
    static SocketTransport of(SocketChannel channel) throws IOException {
        try {
            return new SocketTransport(channel, channel.getRemoteAddress(), channel.getLocalAddress());
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    @Override
    public long id() {
        return id;
    }

    /**
     * Yields to other virtual threads first. Under load the bytes have often arrived afterwards, which saves a failed read and a
     * registration with the poller, and busy streams do not starve others.
     */
    @Override
    public int read(ByteBuffer destination, long timeoutNanos) throws IOException {
        if (destination.isReadOnly()) {
            // A timed read would fail only after it has consumed the bytes.
            throw new IllegalArgumentException("the buffer is read-only");
        }
        yieldOnce();
        yielded = false;
        int room = Math.min(destination.remaining(), MAX_TRANSFER);
        int limit = destination.limit();
        destination.limit(destination.position() + room);
        try {
            int count = timeoutNanos == NO_TIMEOUT && readAhead == null
                    ? channel.read(destination)
                    : timedRead(destination, timeoutNanos);
            if (count < 0 && !inputShutDown) {
                if (writeWatch.wasReset()) {
                    throw new SocketException("Connection reset");
                }
                peerFinished = true;
            }
            return count;
        } finally {
            destination.limit(limit);
        }
    }

    private void yieldOnce() {
        if (!yielded) {
            writes = 0;
            fairYield.yieldToOthers();
            yielded = true;
        }
    }

    /** Yields first, in place of the read that follows: the bytes have often arrived afterwards. */
    @Override
    public int available() throws IOException {
        if (readAhead != null || !(local instanceof InetSocketAddress) || inputShutDown) {
            return 0;
        }
        yieldOnce();
        try {
            return channel.socket().getInputStream().available();
        } catch (SocketException _) {
            // Closed or broken: the read that follows throws the reason.
            return 0;
        }
    }

    /**
     * {@inheritDoc}
     *
     * <p>Only a read detects the peer's end, and only a channel in non-blocking mode reads without waiting. Once a virtual thread
     * has used the socket, the kernel's side of it is in that mode anyway, and the two changes cost no call.
     */
    @Override
    public int readArrived(ByteBuffer destination) throws IOException {
        if (inputShutDown) {
            return -1;
        }
        if (readAhead != null && readAhead.isPending()) {
            return readAhead.readArrived(destination);
        }
        int count;
        channel.configureBlocking(false);
        try {
            count = channel.read(destination);
        } finally {
            channel.configureBlocking(true);
        }
        if (count < 0) {
            peerFinished = true;
        }
        return count;
    }

    private int timedRead(ByteBuffer destination, long timeoutNanos) throws IOException {
        if (!(local instanceof InetSocketAddress)) {
            if (readAhead == null) {
                readAhead = new ReadAhead(channel);
            }
            return readAhead.read(destination, timeoutNanos);
        }
        return destination.hasArray()
                ? timedReadIntoArray(destination, timeoutNanos)
                : timedReadByCopy(destination, timeoutNanos);
    }

    private int timedReadIntoArray(ByteBuffer destination, long timeoutNanos) throws IOException {
        int offset = destination.arrayOffset() + destination.position();
        int count = timedRead(destination.array(), offset, destination.remaining(), timeoutNanos);
        destination.position(destination.position() + Math.max(count, 0));
        return count;
    }

    private int timedReadByCopy(ByteBuffer destination, long timeoutNanos) throws IOException {
        byte[] copy = new byte[Math.min(destination.remaining(), MAX_COPY)];
        int count = timedRead(copy, 0, copy.length, timeoutNanos);
        destination.put(copy, 0, Math.max(count, 0));
        return count;
    }

    /** Translates the exceptions of the socket adaptor, which differ from those of the channel. */
    private int timedRead(byte[] target, int offset, int length, long timeoutNanos) throws IOException {
        Socket socket = channel.socket();
        try {
            socket.setSoTimeout(millis(timeoutNanos));
            return socket.getInputStream().read(target, offset, length);
        } catch (SocketException e) {
            if (!channel.isOpen()) {
                throw new AsynchronousCloseException();
            }
            if (socket.isInputShutdown()) {
                return -1;
            }
            throw e;
        }
    }

    /** Rounds up: 0 would mean no limit. */
    static int millis(long nanos) {
        return Math.clamp(TimeUnit.NANOSECONDS.toMillis(nanos - 1) + 1, 1, Integer.MAX_VALUE);
    }

    @Override
    public int write(ByteBuffer source) throws IOException {
        if (++writes >= WRITES_PER_YIELD) {
            writes = 0;
            fairYield.yieldToOthers();
        }
        int limit = source.limit();
        source.limit(source.position() + Math.min(source.remaining(), MAX_TRANSFER));
        try {
            return writeWatch.write(channel, source);
        } finally {
            source.limit(limit);
        }
    }

    @Override
    public void shutdown(Half half) throws IOException {
        switch (half) {
            case READ -> {
                inputShutDown = true;
                channel.shutdownInput();
            }
            case WRITE -> channel.shutdownOutput();
        }
    }

    /**
     * Has no effect once the peer has ended its direction: no more input can turn the close that follows into a reset, and that
     * close sends the FIN itself.
     */
    @Override
    public void finish() throws IOException {
        if (!peerFinished) {
            shutdown(Half.WRITE);
        }
    }

    @Override
    public SocketAddress remoteAddress() {
        return remote;
    }

    @Override
    public SocketAddress localAddress() {
        return local;
    }

    @Override
    public boolean isOpen() {
        return channel.isOpen();
    }

    @Override
    public void reset() throws IOException {
        try {
            SocketSettings.resetOnClose(channel);
        } finally {
            channel.close();
        }
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }

    @Override
    public String toString() {
        return StreamAddress.format(local) + " - " + StreamAddress.format(remote);
    }
}
