package dev.weir.server;

import dev.weir.observe.CloseCause;
import dev.weir.observe.ObservedConnection;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Watches one connection's timeouts by sampling its counters, so that a passing byte costs nothing. For the sweeper's thread
 * only.
 */
final class ConnectionWatch {

    private static final double JITTER = 0.1;

    private final ObservedConnection connection;
    private final Timeouts timeouts;
    private final @Nullable HeldBackTime heldBack;
    private final long lifetimeNanos;

    private long readOperations;
    private long readSince;
    private long halfClosedSince;
    private boolean halfClosed;
    private long windowSince;
    private long windowBytes;
    private boolean over;

    /** Time in which this process did not run; it counts towards no timeout. */
    private long stoodStillNanos;

    /** @param heldBack counts towards no timeout but the lifetime; {@code null} without limits on bytes per second */
    ConnectionWatch(ObservedConnection connection, Timeouts timeouts, @Nullable HeldBackTime heldBack, long nowNanos) {
        this.connection = connection;
        this.timeouts = timeouts;
        this.heldBack = heldBack;
        this.lifetimeNanos = jittered(timeouts.lifetime());
        this.readSince = nowNanos;
        this.windowSince = nowNanos;
    }

    private static long jittered(Duration lifetime) {
        return (long) (lifetime.toNanos() * ThreadLocalRandom.current().nextDouble(1 - JITTER, 1 + JITTER));
    }

    /** Records what has changed since the last sample. */
    void sample(long now) {
        if (heldBack != null) {
            long nanos = heldBack.sample(now);
            windowSince += nanos;
            connection.skipIdle(nanos);
        }
        connection.sampleActivity(now);
        long reads = connection.readOperations();
        if (reads != readOperations) {
            readOperations = reads;
            readSince = now;
        }
        if (!halfClosed && connection.isHalfClosed()) {
            halfClosed = true;
            halfClosedSince = now;
        }
    }

    /** Excludes time in which this process did not run: the peer may have been active. */
    void skip(long nanos, long now) {
        if (heldBack != null) {
            // Part of the time that is skipped below.
            long _ = heldBack.sample(now);
        }
        stoodStillNanos += nanos;
        readSince += nanos;
        halfClosedSince += nanos;
        windowSince = now;
        windowBytes = connection.bytesRead() + connection.bytesWritten();
        connection.skip(nanos);
    }

    private long age(long now) {
        return connection.ageNanos(now) - stoodStillNanos;
    }

    private long clientsAge(long now) {
        return heldBack == null ? age(now) : age(now) - heldBack.totalNanos();
    }

    /** Returns the timeout that has expired as of the last sample, or {@code null}. */
    @Nullable
    CloseCause expired(long now) {
        if (over) {
            return null;
        }
        if (isOver(timeouts.write(), connection.blockedNanos(now))) {
            return CloseCause.WRITE_TIMEOUT;
        }
        if (connection.cause() != null) {
            // The connection is ending; only its last write can still time out.
            return null;
        }
        CloseCause silence = connection.isCounted() ? silenceTimeout(now) : null;
        if (silence != null) {
            return silence;
        }
        return lifetimeNanos > 0 && age(now) > lifetimeNanos ? CloseCause.LIFETIME : null;
    }

    private @Nullable CloseCause silenceTimeout(long now) {
        if (connection.firstByteNanos() < 0 && isOver(timeouts.firstByte(), clientsAge(now))) {
            return CloseCause.FIRST_BYTE_TIMEOUT;
        }
        if (ObservedConnection.isInProgress(readOperations) && isOver(timeouts.read(), now - readSince)) {
            return CloseCause.READ_TIMEOUT;
        }
        long idle = connection.idleNanos(now);
        if (halfClosed && !timeouts.halfClosed().isZero()) {
            if (isOver(timeouts.halfClosed(), Math.min(idle, now - halfClosedSince))) {
                return CloseCause.HALF_CLOSED_TIMEOUT;
            }
        } else if (isOver(timeouts.idle(), idle) || isTooSlow(now)) {
            return CloseCause.IDLE_TIMEOUT;
        }
        return null;
    }

    /** Stops watching: no timeout expires after this. */
    void stop() {
        over = true;
    }

    private boolean isTooSlow(long now) {
        long elapsed = now - windowSince;
        if (timeouts.minRate() == 0 || elapsed < timeouts.minRateWindow().toNanos()) {
            return false;
        }
        long bytes = connection.bytesRead() + connection.bytesWritten();
        double rate = (bytes - windowBytes) * (double) TimeUnit.SECONDS.toNanos(1) / elapsed;
        windowSince = now;
        windowBytes = bytes;
        return rate < timeouts.minRate();
    }

    private static boolean isOver(Duration timeout, long nanos) {
        return !timeout.isZero() && nanos > timeout.toNanos();
    }
}
