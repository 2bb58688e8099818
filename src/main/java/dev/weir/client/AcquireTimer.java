package dev.weir.client;

import dev.weir.observe.AcquireOutcome;
import dev.weir.observe.ClientObserver;
import dev.weir.observe.ClientStatistics;
import java.io.IOException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Counts and measures how callers wait for a connection. Any thread. */
final class AcquireTimer {

    /**
     * A wait.
     *
     * @param <P> type of its result
     */
    @FunctionalInterface
    interface Wait<P> {

        P await() throws IOException;
    }

    private static final Logger log = LoggerFactory.getLogger(AcquireTimer.class);

    private final ClientStatistics statistics;
    private final ClientObserver observer;

    AcquireTimer(ClientStatistics statistics, ClientObserver observer) {
        this.statistics = statistics;
        this.observer = observer;
    }

    <P> P time(Wait<P> wait) throws IOException {
        long start = System.nanoTime();
        try {
            P result = wait.await();
            announce(AcquireOutcome.ACQUIRED, start);
            return result;
        } catch (AcquireTimeoutException e) {
            announce(AcquireOutcome.TIMEOUT, start);
            throw e;
        } catch (PoolFullException e) {
            announce(AcquireOutcome.REJECTED, start);
            throw e;
        }
    }

    private void announce(AcquireOutcome outcome, long start) {
        statistics.acquired(outcome);
        try {
            observer.acquired(statistics, outcome, System.nanoTime() - start);
        } catch (RuntimeException e) {
            // The caller must get its place, or the place would be lost.
            log.error("client {}: an observer failed", statistics.client(), e);
        }
    }
}
