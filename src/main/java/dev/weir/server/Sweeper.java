package dev.weir.server;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Checks the timeouts of every live connection at intervals, and computes rates once a second. One thread for all listeners. */
final class Sweeper {

    private static final Logger log = LoggerFactory.getLogger(Sweeper.class);
    private static final Duration INTERVAL = Duration.ofMillis(250);
    private static final Duration RATE_INTERVAL = Duration.ofSeconds(1);

    /**
     * A gap between two sweeps from which on the process is taken to have been suspended. The gap counts towards no timeout,
     * since peers may have been active in it, and for as long after it no timeout expires.
     */
    private static final Duration SUSPENSION = Duration.ofSeconds(5);

    private final List<StreamListener> listeners;
    private final CountDownLatch stopped = new CountDownLatch(1);

    private Sweeper(List<StreamListener> listeners) {
        this.listeners = listeners;
    }

    static Sweeper start(List<StreamListener> listeners) {
        var sweeper = new Sweeper(listeners);
        Thread.ofPlatform().name("weir-sweeper").daemon().start(sweeper::run);
        return sweeper;
    }

    void stop() {
        stopped.countDown();
    }

    private void run() {
        long last = System.nanoTime();
        long expiringSince = last;
        long rated = last;
        try {
            while (!stopped.await(INTERVAL.toNanos(), TimeUnit.NANOSECONDS)) {
                long now = System.nanoTime();
                long gap = now - last;
                boolean wasSuspended = gap >= SUSPENSION.toNanos();
                if (wasSuspended) {
                    expiringSince = now + SUSPENSION.toNanos();
                }
                sweep(now, wasSuspended ? gap : 0, now - expiringSince >= 0);
                last = now;
                if (now - rated >= RATE_INTERVAL.toNanos()) {
                    sampleRates(now - rated);
                    rated = now;
                }
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private void sweep(long now, long gap, boolean expiring) {
        for (StreamListener listener : listeners) {
            try {
                listener.sweep(now, gap, expiring);
            } catch (RuntimeException | Error e) {
                logFailure(listener, "checking timeouts", e);
            }
        }
    }

    private void sampleRates(long elapsed) {
        for (StreamListener listener : listeners) {
            try {
                listener.statistics().sampleRates(elapsed);
            } catch (RuntimeException | Error e) {
                logFailure(listener, "computing rates", e);
            }
        }
    }

    private static void logFailure(StreamListener listener, String step, Throwable e) {
        try {
            log.error("Listener {}: {} failed; it continues", listener.name(), step, e);
        } catch (RuntimeException | Error _) {
            // Most likely out of memory; the next sweep comes anyway.
        }
    }
}
