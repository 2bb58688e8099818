package dev.weir.server;

import java.util.concurrent.TimeUnit;

/** Limits a rate per second, with bursts of up to one second's tokens. Any thread. */
final class TokenBucket {

    private final long nanosPerToken;
    private final long capacityNanos;
    private long availableNanos;
    private long lastNanos;

    TokenBucket(int perSecond, long nowNanos) {
        this.nanosPerToken = TimeUnit.SECONDS.toNanos(1) / perSecond;
        this.capacityNanos = nanosPerToken * perSecond;
        this.availableNanos = capacityNanos;
        this.lastNanos = nowNanos;
    }

    synchronized boolean tryTake(long nowNanos) {
        long elapsed = Math.clamp(nowNanos - lastNanos, 0, capacityNanos);
        lastNanos = nowNanos;
        availableNanos = Math.min(capacityNanos, availableNanos + elapsed);
        if (availableNanos < nanosPerToken) {
            return false;
        }
        availableNanos -= nanosPerToken;
        return true;
    }
}
