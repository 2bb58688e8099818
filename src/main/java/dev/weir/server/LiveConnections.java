package dev.weir.server;

import dev.weir.stream.Deadline;
import java.time.Duration;
import java.util.Collection;
import java.util.Collections;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** One listener's connections, from admission until their handlers have returned and their ends are counted. Any thread. */
final class LiveConnections {

    private final Map<Long, StreamConnection> byId = new ConcurrentHashMap<>();

    void add(StreamConnection connection) {
        byId.put(connection.observed().key(), connection);
    }

    /** Removes a connection. Repeating it has no effect. */
    void remove(StreamConnection connection) {
        byId.remove(connection.observed().key());
        if (byId.isEmpty()) {
            synchronized (byId) {
                byId.notifyAll();
            }
        }
    }

    @Nullable
    StreamConnection find(long id) {
        return byId.get(id);
    }

    /** A live view. */
    Collection<StreamConnection> all() {
        return Collections.unmodifiableCollection(byId.values());
    }

    /** Waits until there are none, and returns false if there still are some after the timeout. */
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
