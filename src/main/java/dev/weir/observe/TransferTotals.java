package dev.weir.observe;

import java.util.Collection;
import java.util.Collections;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/**
 * The live connections of a listener or a target, and the bytes of all its connections.
 *
 * <p>A total of bytes is that of ended connections plus those of live ones so far, added up on each request. A connection moves
 * from live to ended under a lock, so a total never decreases and counts nothing twice. Any thread.
 */
final class TransferTotals {

    private final Map<Long, ObservedConnection> live = new ConcurrentHashMap<>();
    private final Object moving = new Object();
    private long endedRead;
    private long endedWritten;
    private long unratedRead;
    private long unratedWritten;

    void opened(ObservedConnection connection) {
        live.put(connection.key(), connection);
    }

    /** Moves a connection from live to ended, without allocating; returns whether it was live. */
    boolean closed(ObservedConnection connection) {
        synchronized (moving) {
            if (live.remove(connection.key()) == null) {
                return false;
            }
            endedRead += connection.bytesRead();
            endedWritten += connection.bytesWritten();
            unratedRead += connection.bytesRead() - connection.ratedRead();
            unratedWritten += connection.bytesWritten() - connection.ratedWritten();
            return true;
        }
    }

    /** The lock under which connections move; totals of another kind are moved under it too. */
    Object moving() {
        return moving;
    }

    /** The open connections, in no order; a live view. */
    Collection<ObservedConnection> live() {
        return Collections.unmodifiableCollection(live.values());
    }

    /** Returns an open connection by its id, or {@code null}. */
    @Nullable
    ObservedConnection find(long id) {
        return live.get(id);
    }

    int active() {
        return live.size();
    }

    long bytesRead() {
        return bytes().read();
    }

    long bytesWritten() {
        return bytes().written();
    }

    /** The bytes of all connections, from one look at each. */
    Transferred bytes() {
        synchronized (moving) {
            long read = endedRead;
            long written = endedWritten;
            for (ObservedConnection connection : live.values()) {
                read += connection.bytesRead();
                written += connection.bytesWritten();
            }
            return new Transferred(read, written);
        }
    }

    /**
     * Computes the rates of live connections, and returns the bytes of all connections since the last call. Ends are not held up: a
     * connection that ends meanwhile may lack, or count twice, its bytes of this second.
     */
    Transferred sampleRates(long elapsedNanos) {
        long read;
        long written;
        synchronized (moving) {
            read = unratedRead;
            written = unratedWritten;
            unratedRead = 0;
            unratedWritten = 0;
        }
        for (ObservedConnection connection : live.values()) {
            read -= connection.ratedRead();
            written -= connection.ratedWritten();
            connection.sampleRate(elapsedNanos);
            read += connection.ratedRead();
            written += connection.ratedWritten();
        }
        return new Transferred(read, written);
    }

    long sumOfLive(ToLongFunction<ObservedConnection> counter) {
        long sum = 0;
        for (ObservedConnection connection : live.values()) {
            sum += counter.applyAsLong(connection);
        }
        return sum;
    }
}
