package dev.weir.observe;

import dev.weir.stream.Half;
import dev.weir.stream.TlsSession;
import dev.weir.stream.Transport;
import java.io.IOException;
import java.net.SocketAddress;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.util.Optional;

/** Counts what passes: the only place where bytes and shutdowns are counted. */
public final class ObservedTransport implements Transport {

    private final Transport transport;
    private final ObservedConnection connection;

    /** Once we are closing, what the peer does about it is no event of its own. */
    private volatile boolean finishing;

    /** Our own end of input reads as -1 too, and is not the peer's. */
    private volatile boolean inputShutDown;

    public ObservedTransport(Transport transport, ObservedConnection connection) {
        this.transport = transport;
        this.connection = connection;
        connection.isCountedFromNowOn();
    }

    @Override
    public long id() {
        return transport.id();
    }

    @Override
    public int read(ByteBuffer destination, long timeoutNanos) throws IOException {
        connection.readBeginsOrEnds();
        try {
            int count = transport.read(destination, timeoutNanos);
            if (count > 0) {
                connection.countRead(count);
            } else if (count < 0 && !finishing && !inputShutDown) {
                connection.countShutdown(Side.REMOTE);
            }
            return count;
        } catch (IOException e) {
            throw noted(e);
        } finally {
            connection.readBeginsOrEnds();
        }
    }

    @Override
    public int write(ByteBuffer source) throws IOException {
        connection.writeBeginsOrEnds();
        try {
            int count = transport.write(source);
            connection.countWritten(count);
            return count;
        } catch (IOException e) {
            throw noted(e);
        } finally {
            connection.writeBeginsOrEnds();
        }
    }

    private IOException noted(IOException e) {
        boolean ours = e instanceof ClosedChannelException || e instanceof SocketTimeoutException;
        if (!ours && !finishing) {
            connection.broken(e);
        }
        return e;
    }

    @Override
    public void shutdown(Half half) throws IOException {
        if (half == Half.READ) {
            inputShutDown = true;
        }
        transport.shutdown(half);
        if (half == Half.WRITE) {
            connection.countShutdown(Side.LOCAL);
        }
    }

    @Override
    public void finish() throws IOException {
        finishing = true;
        transport.finish();
    }

    @Override
    public SocketAddress remoteAddress() {
        return transport.remoteAddress();
    }

    @Override
    public SocketAddress peerAddress() {
        return transport.peerAddress();
    }

    @Override
    public SocketAddress localAddress() {
        return transport.localAddress();
    }

    @Override
    public Optional<TlsSession> tls() {
        return transport.tls();
    }

    @Override
    public Optional<Transport> wrapped() {
        return Optional.of(transport);
    }

    @Override
    public boolean isOpen() {
        return transport.isOpen();
    }

    @Override
    public void close() throws IOException {
        transport.close();
    }

    @Override
    public String toString() {
        return transport.toString();
    }
}
