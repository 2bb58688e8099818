package dev.weir.upstream;

import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Looks up the host of one target at intervals, and soon after a failed connect or check, on a thread of its own. */
final class LookupWatch implements Runnable {

    private static final Logger log = LoggerFactory.getLogger(LookupWatch.class);

    /** Least time between two lookups, however many connects fail. */
    private static final Duration PAUSE = Duration.ofSeconds(1);

    private final Target target;
    private final TargetAddresses addresses;
    private final Duration interval;
    private final CountDownLatch closing;
    private final Semaphore wanted = new Semaphore(0);
    private boolean failing;

    /** @param closing ends the watch */
    LookupWatch(Target target, TargetAddresses addresses, Duration interval, CountDownLatch closing) {
        this.target = target;
        this.addresses = addresses;
        this.interval = interval;
        this.closing = closing;
    }

    /** Asks for a lookup soon: a connect or a check has failed, so the host may have moved. Any thread. */
    void request() {
        if (wanted.availablePermits() == 0) {
            wanted.release();
        }
    }

    @Override
    public void run() {
        try {
            do {
                lookUp();
            } while (!closing.await(PAUSE.toNanos(), TimeUnit.NANOSECONDS) && awaitNext());
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    /** Returns false once the upstream closes. */
    private boolean awaitNext() throws InterruptedException {
        if (interval.isZero()) {
            wanted.acquire();
        } else {
            boolean _ = wanted.tryAcquire(interval.toNanos(), TimeUnit.NANOSECONDS);
        }
        wanted.drainPermits();
        return closing.getCount() > 0;
    }

    private void lookUp() {
        try {
            addresses.lookUpAgain();
            failing = false;
        } catch (ClosedByInterruptException _) {
            // The upstream closes; the loop ends at its next wait.
        } catch (IOException e) {
            if (!failing) {
                log.warn(
                        "{}: the host of {} was not found: {}",
                        target.statistics().owner(),
                        target,
                        ConnectFailure.describe(e));
            }
            failing = true;
        } catch (RuntimeException | Error e) {
            if (!failing) {
                log.error("{}: the lookup of {} failed", target.statistics().owner(), target, e);
            }
            failing = true;
        }
    }
}
