package dev.weir.proxy;

import dev.weir.stream.Half;
import dev.weir.stream.Transport;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/** A peer that sends the given segments, one per read, and then ends its direction or is silent. */
final class SegmentTransport implements Transport {

    static final InetSocketAddress PEER = new InetSocketAddress("192.0.2.1", 40_000);
    static final InetSocketAddress LOCAL = new InetSocketAddress("192.0.2.2", 3000);

    private final long id = Transport.nextId();
    private final Deque<ByteBuffer> segments = new ArrayDeque<>();
    private final boolean silent;
    private final List<Long> timeouts = new ArrayList<>();
    private boolean open = true;

    private SegmentTransport(boolean silent) {
        this.silent = silent;
    }

    static SegmentTransport sends(byte[]... segments) {
        var transport = new SegmentTransport(false);
        for (byte[] segment : segments) {
            transport.segments.add(ByteBuffer.wrap(segment));
        }
        return transport;
    }

    /** Sends the text, then ends its direction. */
    static SegmentTransport sends(String latin1) {
        return sends(latin1.getBytes(StandardCharsets.ISO_8859_1));
    }

    static SegmentTransport byteByByte(byte[] bytes) {
        byte[][] segments = new byte[bytes.length][];
        for (int i = 0; i < bytes.length; i++) {
            segments[i] = new byte[] {bytes[i]};
        }
        return sends(segments);
    }

    /** Sends the bytes, then nothing more: each further read times out. */
    static SegmentTransport sendsAndFallsSilent(byte[] bytes) {
        var transport = new SegmentTransport(true);
        transport.segments.add(ByteBuffer.wrap(bytes));
        return transport;
    }

    /** The timeouts of all reads so far, in nanoseconds. */
    List<Long> timeouts() {
        return timeouts;
    }

    @Override
    public long id() {
        return id;
    }

    @Override
    public int read(ByteBuffer destination, long timeoutNanos) throws SocketTimeoutException, ClosedChannelException {
        timeouts.add(timeoutNanos);
        if (!open) {
            throw new ClosedChannelException();
        }
        while (!segments.isEmpty() && !segments.peek().hasRemaining()) {
            segments.remove();
        }
        ByteBuffer segment = segments.peek();
        if (segment == null && silent) {
            throw new SocketTimeoutException("silent, waited for " + timeoutNanos + " ns");
        }
        if (segment == null) {
            return -1;
        }
        int count = Math.min(destination.remaining(), segment.remaining());
        destination.put(segment.slice(segment.position(), count));
        segment.position(segment.position() + count);
        return count;
    }

    @Override
    public int write(ByteBuffer source) {
        int count = source.remaining();
        source.position(source.limit());
        return count;
    }

    @Override
    public void shutdown(Half half) {}

    @Override
    public SocketAddress remoteAddress() {
        return PEER;
    }

    @Override
    public SocketAddress localAddress() {
        return LOCAL;
    }

    @Override
    public boolean isOpen() {
        return open;
    }

    @Override
    public void close() {
        open = false;
    }
}
