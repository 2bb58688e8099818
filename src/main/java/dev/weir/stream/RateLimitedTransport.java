package dev.weir.stream;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.ClosedByInterruptException;
import java.util.List;

/**
 * Limits how many bytes per second are read and written, by waiting.
 *
 * <p>Bytes that were read wait before they are returned, and no more are read in that time: the peer's window fills up. Bytes
 * to be written wait before they are written. {@link #close}, {@link #reset} and an interrupt end a wait at once. {@link
 * #finish}, and the end of {@link Half#READ}, end the limits for reading, because the bytes are discarded from then on.
 *
 * <p>The waits are this side's and not the peer's. The layers below, which observe the peer, are not called meanwhile; a read
 * timeout limits the wait for the peer's bytes alone; {@link #heldBackNanos} says how much time to leave out elsewhere.
 */
public final class RateLimitedTransport implements TransportLayer {

    private final Transport transport;
    private final RateGate reading;
    private final RateGate writing;
    private volatile boolean closed;

    /** Bytes that may be written without a wait: the transport below took fewer than have passed. Writing thread only. */
    private int passed;

    /**
     * Creates the layer.
     *
     * @param read limits for reading, waited for in this order; empty for none
     * @param written limits for writing, waited for in this order; empty for none
     */
    public RateLimitedTransport(Transport transport, List<RateLimit> read, List<RateLimit> written) {
        this.transport = transport;
        this.reading = new RateGate(List.copyOf(read));
        this.writing = new RateGate(List.copyOf(written));
    }

    @Override
    public Transport below() {
        return transport;
    }

    /** {@inheritDoc} At most a slice of the lowest limit; the wait for the limits is not part of the timeout. */
    @Override
    public int read(ByteBuffer destination, long timeoutNanos) throws IOException {
        int limit = destination.limit();
        destination.limit(destination.position() + Math.min(destination.remaining(), reading.slice()));
        int count;
        try {
            count = transport.read(destination, timeoutNanos);
        } finally {
            destination.limit(limit);
        }
        if (count > 0) {
            pass(reading, count);
        }
        return count;
    }

    /** {@inheritDoc} False while the next read would wait for a limit. */
    @Override
    public boolean awaitInput(long timeoutNanos) throws IOException {
        return reading.isFree() && transport.awaitInput(timeoutNanos);
    }

    /** {@inheritDoc} 0 while the next read would wait for a limit. */
    @Override
    public int available() throws IOException {
        return reading.isFree() ? Math.min(transport.available(), reading.slice()) : 0;
    }

    @Override
    public int write(ByteBuffer source) throws IOException {
        if (passed == 0 && source.hasRemaining()) {
            int bytes = Math.min(source.remaining(), writing.slice());
            pass(writing, bytes);
            passed = bytes;
        }
        int limit = source.limit();
        source.limit(source.position() + Math.min(source.remaining(), passed));
        try {
            int count = transport.write(source);
            passed -= count;
            return count;
        } finally {
            source.limit(limit);
        }
    }

    private void pass(RateGate gate, int bytes) throws IOException {
        try {
            gate.pass(bytes);
        } catch (InterruptedException _) {
            throw interrupted();
        }
        if (closed) {
            throw new AsynchronousCloseException();
        }
    }

    /** As a channel does. */
    private ClosedByInterruptException interrupted() {
        var exception = new ClosedByInterruptException();
        try {
            close();
        } catch (IOException e) {
            exception.addSuppressed(e);
        }
        Thread.currentThread().interrupt();
        return exception;
    }

    /** Whether a thread waits for a limit in that direction. Any thread. */
    boolean isHoldingBack(Half half) {
        return gate(half).isHoldingBack();
    }

    /**
     * Nanoseconds for which a direction's limits have made it wait, the wait in progress included. A timeout that the peer has
     * to keep leaves them out. Any thread.
     */
    public long heldBackNanos(Half half) {
        return gate(half).heldBackNanos(System.nanoTime());
    }

    private RateGate gate(Half half) {
        return switch (half) {
            case READ -> reading;
            case WRITE -> writing;
        };
    }

    @Override
    public void shutdown(Half half) throws IOException {
        if (half == Half.READ) {
            reading.open();
        }
        transport.shutdown(half);
    }

    @Override
    public void finish() throws IOException {
        reading.open();
        transport.finish();
    }

    @Override
    public void reset() throws IOException {
        endWaits();
        transport.reset();
    }

    @Override
    public void close() throws IOException {
        endWaits();
        transport.close();
    }

    private void endWaits() {
        closed = true;
        reading.open();
        writing.open();
    }

    @Override
    public String toString() {
        return transport.toString();
    }
}
