package dev.weir.observe;

import dev.weir.stream.Half;
import dev.weir.stream.Transport;
import dev.weir.stream.TransportLayer;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;

/** Counts bytes and shutdowns on their way through; the only place that does. */
public final class ObservedTransport implements TransportLayer {

    private final Transport transport;
    private final ObservedConnection connection;

    /** Whether this side is closing; the peer's reaction is then not an event of its own. */
    private volatile boolean finishing;

    /** Whether this side has shut down its input; reads return -1 then, which is not the peer's end. */
    private volatile boolean inputShutDown;

    public ObservedTransport(Transport transport, ObservedConnection connection) {
        this.transport = transport;
        this.connection = connection;
        connection.startCounting();
    }

    ObservedConnection connection() {
        return connection;
    }

    @Override
    public Transport below() {
        return transport;
    }

    @Override
    public int read(ByteBuffer destination, long timeoutNanos) throws IOException {
        connection.countReadOperation();
        try {
            return counted(transport.read(destination, timeoutNanos));
        } catch (IOException e) {
            throw recorded(e);
        } finally {
            connection.countReadOperation();
        }
    }

    /** {@inheritDoc} Counts as a read that is in progress, for the read timeout. */
    @Override
    public boolean awaitInput(long timeoutNanos) throws IOException {
        connection.countReadOperation();
        try {
            return transport.awaitInput(timeoutNanos);
        } catch (IOException e) {
            throw recorded(e);
        } finally {
            connection.countReadOperation();
        }
    }

    @Override
    public int readArrived(ByteBuffer destination) throws IOException {
        try {
            return counted(transport.readArrived(destination));
        } catch (IOException e) {
            throw recorded(e);
        }
    }

    private int counted(int count) {
        if (count > 0) {
            connection.countRead(count);
        } else if (count < 0 && !finishing && !inputShutDown) {
            connection.countShutdown(Side.REMOTE);
        }
        return count;
    }

    @Override
    public int write(ByteBuffer source) throws IOException {
        connection.countWriteOperation();
        try {
            int count = transport.write(source);
            connection.countWritten(count);
            return count;
        } catch (IOException e) {
            throw recorded(e);
        } finally {
            connection.countWriteOperation();
        }
    }

    private IOException recorded(IOException e) {
        boolean own = e instanceof ClosedChannelException || e instanceof SocketTimeoutException;
        if (!own && !finishing) {
            connection.setFailure(e);
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
    public String toString() {
        return transport.toString();
    }
}
