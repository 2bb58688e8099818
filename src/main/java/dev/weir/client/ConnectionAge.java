package dev.weir.client;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

/** How old a connection is, and how long it has not been in use. For one thread at a time. */
final class ConnectionAge {

    private static final double JITTER = 0.1;

    private final long openedNanos = System.nanoTime();
    private final long expiresNanos;
    private long idleSinceNanos = openedNanos;

    ConnectionAge(Duration maxLifetime) {
        double jitter = ThreadLocalRandom.current().nextDouble(1 - JITTER, 1 + JITTER);
        this.expiresNanos = openedNanos + (long) (maxLifetime.toNanos() * jitter);
    }

    /** The connection is not in use from now on. */
    void beginIdle() {
        idleSinceNanos = System.nanoTime();
    }

    boolean hasExpired() {
        return System.nanoTime() - expiresNanos >= 0;
    }

    boolean isIdleFor(Duration time) {
        return System.nanoTime() - idleSinceNanos >= time.toNanos();
    }

    long nanos() {
        return System.nanoTime() - openedNanos;
    }
}
