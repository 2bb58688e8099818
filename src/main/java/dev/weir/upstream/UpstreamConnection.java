package dev.weir.upstream;

import dev.weir.observe.CloseCause;
import dev.weir.observe.ObservedConnection;
import dev.weir.stream.TcpStream;
import java.io.Closeable;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * A connection to a target. Closing it closes the stream and gives its place at the target back, once, whatever has happened to
 * the stream before. Any thread may close it.
 */
public final class UpstreamConnection implements Closeable {

    private final Target target;
    private final TcpStream stream;
    private final ObservedConnection observed;
    private final AtomicBoolean closed = new AtomicBoolean();

    /** The write that the sweep saw in progress, and since when; the sweeping thread only. */
    private long sampledWrites;

    private long sampledSince;

    UpstreamConnection(Target target, TcpStream stream, ObservedConnection observed) {
        this.target = target;
        this.stream = stream;
        this.observed = observed;
    }

    /** The stream to the target; its bytes are counted. */
    public TcpStream stream() {
        return stream;
    }

    public Target target() {
        return target;
    }

    /** The connection's counters and state. */
    public ObservedConnection observed() {
        return observed;
    }

    /** Ends the connection at once for a cause, unless it is ending already; {@link #close} remains to be called. Any thread. */
    public void end(CloseCause cause) {
        observed.end(cause);
        stream.abort(cause.label());
    }

    /**
     * Closes the stream in order, as {@link TcpStream#closeInOrder} does with its waits for the target, and announces the end; at
     * once if {@link #end} was called. Repeating it has no effect.
     *
     * @throws IOException if the buffered bytes could not be sent; the connection is closed in any case
     */
    @Override
    public void close() throws IOException {
        if (!closed.compareAndSet(false, true)) {
            return;
        }
        try {
            observed.end(observed.isRemoteShutDown() ? CloseCause.PEER_CLOSED : CloseCause.HANDLER_COMPLETED);
            stream.closeInOrder();
        } finally {
            target.ended(this);
            observed.closed();
        }
    }

    /**
     * Ends the connection if a single write has been waiting for longer than the timeout.
     *
     * @param restart whether waiting begins now, because the process did not run
     */
    void sweep(long nowNanos, long timeoutNanos, boolean restart) {
        long writes = observed.writeOperations();
        if (restart || writes != sampledWrites || !ObservedConnection.isInProgress(writes)) {
            sampledWrites = writes;
            sampledSince = nowNanos;
        } else if (nowNanos - sampledSince > timeoutNanos) {
            end(CloseCause.UPSTREAM_TIMEOUT);
        }
    }

    @Override
    public String toString() {
        return "connection " + stream.id() + " to " + target;
    }
}
