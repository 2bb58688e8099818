package dev.weir.server;

import dev.weir.stream.Deadline;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** One listener's sockets whose PROXY header is being read. Any thread. */
final class PendingHeaders {

    private final AtomicInteger count = new AtomicInteger();

    /** One socket, until its client has been registered or rejected. Its thread. */
    final class Entry implements AutoCloseable {

        private boolean closed;

        private Entry() {
            count.incrementAndGet();
        }

        /** Repeating it has no effect. */
        @Override
        public void close() {
            if (!closed) {
                closed = true;
                if (count.decrementAndGet() == 0) {
                    synchronized (count) {
                        count.notifyAll();
                    }
                }
            }
        }
    }

    Entry begin() {
        return new Entry();
    }

    /** Waits until there are none, or until the timeout has passed. */
    void awaitNone(Duration timeout) throws InterruptedException {
        Deadline deadline = Deadline.after(timeout);
        synchronized (count) {
            while (count.get() > 0 && !deadline.hasPassed()) {
                // A remainder of 0 would be no limit.
                TimeUnit.NANOSECONDS.timedWait(count, Math.max(1, deadline.remainingNanos()));
            }
        }
    }
}
