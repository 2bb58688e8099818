package dev.weir.upstream;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Checks the health of one target at intervals, on a thread of its own. */
final class HealthWatch implements Runnable {

    private static final Logger log = LoggerFactory.getLogger(HealthWatch.class);

    private static final double JITTER = 0.1;

    private final Target target;
    private final HealthCheck check;
    private final Duration interval;
    private final CountDownLatch closing;

    /** @param closing ends the watch */
    HealthWatch(Target target, HealthCheck check, Duration interval, CountDownLatch closing) {
        this.target = target;
        this.check = check;
        this.interval = interval;
        this.closing = closing;
    }

    @Override
    public void run() {
        try {
            do {
                check();
            } while (!closing.await(jitteredNanos(), TimeUnit.NANOSECONDS));
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private void check() {
        try {
            check.run();
            target.checkPassed();
        } catch (IOException e) {
            if (closing.getCount() > 0) {
                target.checkFailed(e);
            }
        } catch (RuntimeException | Error e) {
            // The watch goes on: a target that is never checked again would stay as it is for good.
            log.error(
                    "{}: checking the health of {} failed", target.statistics().owner(), target, e);
        }
    }

    /** Checks of several processes that were started together must not all reach the target at once. */
    private long jitteredNanos() {
        return (long) (interval.toNanos() * ThreadLocalRandom.current().nextDouble(1 - JITTER, 1 + JITTER));
    }
}
