package dev.weir.server;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Looks at every live connection now and then, and ends those whose time is up. One thread for all listeners. */
final class Sweeper {

    private static final Logger log = LoggerFactory.getLogger(Sweeper.class);
    private static final Duration INTERVAL = Duration.ofMillis(250);

    /**
     * After a longer gap this process has stood still, and silence in it says nothing about the peers: the gap counts for no
     * timeout, and the peers get as long to show that they are there.
     */
    private static final Duration STANDSTILL = Duration.ofSeconds(5);

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
        long judgingSince = last;
        try {
            while (!stopped.await(INTERVAL.toNanos(), TimeUnit.NANOSECONDS)) {
                long now = System.nanoTime();
                long gap = now - last;
                boolean stoodStill = gap >= STANDSTILL.toNanos();
                if (stoodStill) {
                    judgingSince = now + STANDSTILL.toNanos();
                }
                sweep(now, stoodStill ? gap : 0, now - judgingSince >= 0);
                last = now;
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private void sweep(long now, long gap, boolean judging) {
        for (StreamListener listener : listeners) {
            try {
                listener.sweep(now, gap, judging);
            } catch (RuntimeException | Error e) {
                logFailure(listener, e);
            }
        }
    }

    private static void logFailure(StreamListener listener, Throwable e) {
        try {
            log.error("Listener {}: looking for timeouts failed; it goes on", listener.name(), e);
        } catch (RuntimeException | Error _) {
            // Out of memory, most likely; the next look comes anyway.
        }
    }
}
