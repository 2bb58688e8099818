package dev.weir.server;

import dev.weir.stream.Deadline;
import java.time.Duration;
import java.util.Collection;
import java.util.Collections;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** One listener's connections that are open now. Any thread. */
final class LiveConnections {

    private final Map<Long, StreamConnection> byId = new ConcurrentHashMap<>();

    void add(StreamConnection connection) {
        byId.put(connection.observed().key(), connection);
    }

    /** False if it was not there any more. */
    boolean remove(StreamConnection connection) {
        boolean removed = byId.remove(connection.observed().key()) != null;
        if (byId.isEmpty()) {
            synchronized (byId) {
                byId.notifyAll();
            }
        }
        return removed;
    }

    @Nullable
    StreamConnection find(long id) {
        return byId.get(id);
    }

    /** A view that changes as they come and go. */
    Collection<StreamConnection> all() {
        return Collections.unmodifiableCollection(byId.values());
    }

    /** Waits until none is left, but no longer than that; false if some are. */
    boolean awaitEmpty(Duration timeout) throws InterruptedException {
        Deadline deadline = Deadline.after(timeout);
        synchronized (byId) {
            while (!byId.isEmpty() && !deadline.hasPassed()) {
                // A remainder of 0 would be no limit.
                TimeUnit.NANOSECONDS.timedWait(byId, Math.max(1, deadline.remainingNanos()));
            }
        }
        return byId.isEmpty();
    }
}
