package dev.weir.server;

import java.util.concurrent.atomic.AtomicInteger;

/** Limits the number of concurrent connections. Any thread. */
public final class ConnectionLimit {

    private final int max;
    private final AtomicInteger taken = new AtomicInteger();

    /** @param max connections; 0 for no limit */
    public ConnectionLimit(int max) {
        this.max = max;
    }

    boolean tryAcquire() {
        if (max == 0) {
            taken.incrementAndGet();
            return true;
        }
        return taken.getAndUpdate(count -> Math.min(count + 1, max)) < max;
    }

    void release() {
        taken.decrementAndGet();
    }

    /** The limit; 0 for no limit. */
    public int max() {
        return max;
    }

    /** Connections that count towards the limit now. */
    public int taken() {
        return taken.get();
    }
}
