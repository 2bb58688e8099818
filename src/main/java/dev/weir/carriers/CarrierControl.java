package dev.weir.carriers;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Adjusts how many carrier threads of this process run virtual threads to the load, until it is closed.
 *
 * <p>A thread of its own looks at intervals whether virtual threads wait for their turn, and how long: every 5 ms under load and
 * every 20 ms without while there are fewer carriers than possible, so that threads that queue behind handlers that compute get
 * more within that time, and ten times a second otherwise.
 */
public final class CarrierControl implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(CarrierControl.class);

    private final CountDownLatch closed = new CountDownLatch(1);
    private final LongSupplier longestWait;
    private final @Nullable Thread thread;

    /** Until when virtual threads have had turns, or none was waiting for one. */
    private long progressNanos;

    private CarrierControl(@Nullable Scheduler scheduler, LongSupplier longestWait) {
        this.longestWait = longestWait;
        this.thread = scheduler == null
                ? null
                : Thread.ofPlatform().name("weir-carriers").daemon().start(() -> run(scheduler));
    }

    /**
     * Starts adjusting. Has no effect while the process has an open control already, where there is a single carrier, in a JVM
     * without a management interface for carriers, and where Linux's system calls cannot be used
     * ({@link dev.weir.linux.LinuxSockets#unavailability()}).
     *
     * @param longestWait returns, in nanoseconds, how long a busy virtual thread has waited for its turn at most since the last
     *     call; 0 if none has had one. Called by one thread
     */
    public static CarrierControl start(LongSupplier longestWait) {
        return new CarrierControl(JdkScheduler.acquire(), longestWait);
    }

    private void run(Scheduler scheduler) {
        try (scheduler) {
            adjust(scheduler);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException | Error e) {
            log.warn("The number of carrier threads is no longer adjusted", e);
        }
    }

    private void adjust(Scheduler scheduler) throws InterruptedException {
        progressNanos = System.nanoTime();
        var policy = new CarrierPolicy(scheduler.maxCarriers(), progressNanos);
        int carriers = policy.carriers();
        scheduler.setCarriers(carriers);
        while (!closed.await(policy.intervalNanos(), TimeUnit.NANOSECONDS)) {
            int next = next(policy, scheduler.hasQueue());
            if (next != carriers) {
                log.debug("{} carrier threads instead of {}", next, carriers);
                scheduler.setCarriers(next);
                carriers = next;
            }
        }
    }

    private int next(CarrierPolicy policy, boolean hasQueue) {
        long now = System.nanoTime();
        long waited = longestWait.getAsLong();
        if (waited > 0 || !hasQueue) {
            progressNanos = now;
        }
        return policy.next(waited, now - progressNanos, now);
    }

    /** Stops adjusting; all carriers run virtual threads once this has returned. */
    @Override
    public void close() {
        closed.countDown();
        if (thread == null) {
            return;
        }
        try {
            thread.join();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }
}
