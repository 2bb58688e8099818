package dev.weir.server;

import java.util.concurrent.atomic.AtomicInteger;

/** So many connections at once and no more. Any thread. */
public final class ConnectionLimit {

    private final int max;
    private final AtomicInteger taken = new AtomicInteger();

    /** @param max 0 for no limit */
    public ConnectionLimit(int max) {
        this.max = max;
    }

    boolean tryAcquire() {
        if (max == 0) {
            taken.incrementAndGet();
            return true;
        }
        return taken.getAndUpdate(now -> Math.min(now + 1, max)) < max;
    }

    void release() {
        taken.decrementAndGet();
    }

    int taken() {
        return taken.get();
    }
}
