package dev.weir.frame;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.weir.stream.Half;
import dev.weir.stream.Transport;
import java.io.IOException;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** A transport that reads what a test tells it to, and keeps each write. */
final class StubTransport implements Transport {

    @FunctionalInterface
    interface Read {
        int into(ByteBuffer destination, long timeoutNanos) throws IOException;
    }

    private final long id = Transport.nextId();
    private final Read read;
    private final List<String> writes = new CopyOnWriteArrayList<>();
    private volatile boolean closed;

    StubTransport(Read read) {
        this.read = read;
    }

    /** What each write has taken. */
    List<String> writes() {
        return writes;
    }

    @Override
    public long id() {
        return id;
    }

    @Override
    public int read(ByteBuffer destination, long timeoutNanos) throws IOException {
        return read.into(destination, timeoutNanos);
    }

    @Override
    public int write(ByteBuffer source) {
        byte[] bytes = new byte[source.remaining()];
        source.get(bytes);
        writes.add(new String(bytes, ISO_8859_1));
        return bytes.length;
    }

    @Override
    public void shutdown(Half half) {}

    @Override
    public SocketAddress remoteAddress() {
        return UnixDomainSocketAddress.of("");
    }

    @Override
    public SocketAddress localAddress() {
        return remoteAddress();
    }

    @Override
    public boolean isOpen() {
        return !closed;
    }

    @Override
    public void close() {
        closed = true;
    }
}
