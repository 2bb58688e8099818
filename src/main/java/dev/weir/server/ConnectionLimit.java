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
        if (taken.incrementAndGet() <= max || max == 0) {
            return true;
        }
        release();
        return false;
    }

    void release() {
        taken.decrementAndGet();
    }
}
