package dev.weir.stream;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * Has a stream that never needs to wait give way to the others.
 *
 * <p>A virtual thread that yields goes to the end of a queue of its carrier's, and the JDK's scheduler looks at the other
 * queues (new threads, and those that a timer or the poller has woken, wait there) only when that one is empty. A few
 * streams whose peers always send keep it filled, and with that on all carriers nobody else would ever run. So now and then
 * a new period begins, in which each of them leaves the queue once and comes back like those others do, by way of a timer:
 * as soon as all have left, the queue is empty.
 */
final class FairYield {

    /** As many turns of one stream, and as much time, a period has at least. */
    private static final int MIN_TURNS = 64;

    private static final long MIN_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

    /** When the period began that is now. */
    private static final AtomicLong period = new AtomicLong(System.nanoTime());

    private long mine = period.get();
    private int turns;

    /** Lets others run first; of no effect on a platform thread, which the operating system takes care of. */
    @SuppressWarnings("ThreadPriorityCheck") // It is the scheduler that this is about.
    void yieldToOthers() {
        if (!Thread.currentThread().isVirtual()) {
            return;
        }
        long current = period.get();
        if (++turns >= MIN_TURNS) {
            long now = System.nanoTime();
            if (now - current >= MIN_NANOS && period.compareAndSet(current, now)) {
                current = now;
            }
        }
        if (mine == current) {
            Thread.yield();
        } else {
            mine = current;
            turns = 0;
            LockSupport.parkNanos(1);
        }
    }
}
