package dev.weir.observe;

import dev.weir.stream.Half;
import dev.weir.stream.Transport;
import dev.weir.stream.TransportLayer;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;

/** Counts what passes: the only place where bytes and shutdowns are counted. */
public final class ObservedTransport implements TransportLayer {

    private final Transport transport;
    private final ObservedConnection connection;

    /** Once we are closing, what the peer does about it is no event of its own. */
    private volatile boolean finishing;

    /** Our own end of input reads as -1 too, and is not the peer's. */
    private volatile boolean inputShutDown;

    public ObservedTransport(Transport transport, ObservedConnection connection) {
        this.transport = transport;
        this.connection = connection;
        connection.startCounting();
    }

    @Override
    public Transport below() {
        return transport;
    }

    @Override
    public int read(ByteBuffer destination, long timeoutNanos) throws IOException {
        connection.countReadOperation();
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
            connection.countReadOperation();
        }
    }

    @Override
    public int write(ByteBuffer source) throws IOException {
        connection.countWriteOperation();
        try {
            int count = transport.write(source);
            connection.countWritten(count);
            return count;
        } catch (IOException e) {
            throw noted(e);
        } finally {
            connection.countWriteOperation();
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
    public String toString() {
        return transport.toString();
    }
}
