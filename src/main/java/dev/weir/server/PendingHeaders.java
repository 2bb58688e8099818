package dev.weir.server;

import dev.weir.stream.Deadline;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** One listener's sockets whose PROXY header is being read. Any thread. */
final class PendingHeaders {

    private final AtomicInteger count = new AtomicInteger();

    /** One socket, until its client has been registered or rejected. Its thread. */
    static final class Entry implements AutoCloseable {

        private final PendingHeaders headers;
        private boolean closed;

        private Entry(PendingHeaders headers) {
            this.headers = headers;
        }

        /** Repeating it has no effect. */
        @Override
        public void close() {
            if (!closed) {
                closed = true;
                headers.end();
            }
        }
    }

    Entry begin() {
        count.incrementAndGet();
        return new Entry(this);
    }

    private void end() {
        if (count.decrementAndGet() == 0) {
            synchronized (count) {
                count.notifyAll();
            }
        }
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
