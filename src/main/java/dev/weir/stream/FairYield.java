package dev.weir.stream;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * Makes busy streams yield, so that virtual threads stay fair to each other.
 *
 * <p>A virtual thread that yields goes to the end of its carrier's local queue, and the JDK's scheduler polls the other queues,
 * with new threads and threads woken by a timer or the poller, only when the local queue is empty. A few streams whose peers
 * always send keep the local queues of all carriers filled, and other threads would never run. Therefore a new period begins
 * from time to time, in which each busy stream parks once for a timer instead of yielding: when all of them are parked, the
 * local queue is empty. A stream that yields now and then does not keep the queue filled; it would only wait, with those
 * outside, until the others park again.
 */
public final class FairYield {

    /** Minimum length of a period: yields of one stream, and time. */
    private static final int MIN_YIELDS = 64;

    private static final long MIN_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

    /** Yields since it last parked from which on a stream is busy. */
    private static final int BUSY_YIELDS = 8;

    /** One yield of a stream in so many is measured. */
    private static final int SAMPLE = 16;

    /** Start of the current period. */
    private static final AtomicLong periodStart = new AtomicLong(System.nanoTime());

    private static final AtomicLong longestWait = new AtomicLong();

    /** Whether any stream has yielded since {@link #takeLongestWait}. */
    private static final AtomicBoolean yielded = new AtomicBoolean();

    private long lastPeriod = periodStart.get();
    private int yields;

    /**
     * Returns for how long a stream that yielded has waited for its next turn since the last call, at most, as far as it was
     * measured.
     *
     * @return nanoseconds; 0 if none has yielded
     */
    public static long takeLongestWait() {
        return yielded.getAndSet(false) ? Math.max(1, longestWait.getAndSet(0)) : 0;
    }

    /** Lets other virtual threads run first. Has no effect on a platform thread, which the operating system schedules. */
    public void yieldToOthers() {
        if (!Thread.currentThread().isVirtual()) {
            return;
        }
        if (!yielded.get()) {
            yielded.set(true);
        }
        long current = periodStart.get();
        if (++yields >= MIN_YIELDS) {
            long now = System.nanoTime();
            if (now - current >= MIN_NANOS && periodStart.compareAndSet(current, now)) {
                current = now;
            }
        }
        boolean parks = lastPeriod != current && yields >= BUSY_YIELDS;
        lastPeriod = current;
        if (parks) {
            yields = 0;
            LockSupport.parkNanos(1);
        } else if (yields % SAMPLE == 0) {
            yieldMeasured();
        } else {
            yieldNow();
        }
    }

    private static void yieldMeasured() {
        long start = System.nanoTime();
        yieldNow();
        long waited = System.nanoTime() - start;
        // The next measurement may get ahead: some wait of about now is enough.
        if (waited > longestWait.get()) {
            longestWait.set(waited);
        }
    }

    @SuppressWarnings("ThreadPriorityCheck") // Scheduling is the purpose here.
    private static void yieldNow() {
        Thread.yield();
    }
}
