package dev.weir.stream;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Limits what has no time limit of its own: takes an action unless closed in time. */
final class Watchdog implements AutoCloseable {

    private final CountDownLatch done = new CountDownLatch(1);
    private volatile boolean expired;

    private Watchdog() {}

    static Watchdog start(Duration timeout, Runnable action) {
        var watchdog = new Watchdog();
        Thread.startVirtualThread(() -> watchdog.watch(timeout, action));
        return watchdog;
    }

    private void watch(Duration timeout, Runnable action) {
        try {
            if (!done.await(TimeUnit.NANOSECONDS.convert(timeout), TimeUnit.NANOSECONDS)) {
                expired = true;
                action.run();
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    /** Whether the time ran out. */
    boolean hasExpired() {
        return expired;
    }

    @Override
    public void close() {
        done.countDown();
    }
}
