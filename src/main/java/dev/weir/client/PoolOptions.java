package dev.weir.client;

import java.time.Duration;

/**
 * Limits of a pool of connections.
 *
 * @param max connections that are open at once, those being opened or closed included; other modes than {@link
 *     ClientMode#POOLED} have one
 * @param maxPending callers that wait at once; a further one is rejected. 0: no caller waits
 * @param acquireTimeout limit for the wait of one caller; connecting has limits of its own
 * @param maxIdle time after which an unused connection is closed
 * @param maxLifetime age at which a connection is closed once it is not in use, 10 % more or less, so that connections opened
 *     together do not end together
 */
public record PoolOptions(int max, int maxPending, Duration acquireTimeout, Duration maxIdle, Duration maxLifetime) {

    /** 8 connections, 64 callers that wait up to 5 s, a minute unused, half an hour old. */
    public static final PoolOptions DEFAULT =
            new PoolOptions(8, 64, Duration.ofSeconds(5), Duration.ofMinutes(1), Duration.ofMinutes(30));

    public PoolOptions {
        if (max < 1) {
            throw new IllegalArgumentException("max must be positive: " + max);
        }
        if (maxPending < 0) {
            throw new IllegalArgumentException("maxPending must not be negative: " + maxPending);
        }
        requirePositive("acquireTimeout", acquireTimeout);
        requirePositive("maxIdle", maxIdle);
        requirePositive("maxLifetime", maxLifetime);
    }

    static void requirePositive(String name, Duration value) {
        if (value.isNegative() || value.isZero()) {
            throw new IllegalArgumentException(name + " must be positive: " + value);
        }
    }

    public PoolOptions withMax(int value) {
        return new PoolOptions(value, maxPending, acquireTimeout, maxIdle, maxLifetime);
    }

    public PoolOptions withMaxPending(int value) {
        return new PoolOptions(max, value, acquireTimeout, maxIdle, maxLifetime);
    }

    public PoolOptions withAcquireTimeout(Duration value) {
        return new PoolOptions(max, maxPending, value, maxIdle, maxLifetime);
    }

    public PoolOptions withMaxIdle(Duration value) {
        return new PoolOptions(max, maxPending, acquireTimeout, value, maxLifetime);
    }

    public PoolOptions withMaxLifetime(Duration value) {
        return new PoolOptions(max, maxPending, acquireTimeout, maxIdle, value);
    }
}
