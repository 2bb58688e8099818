package dev.weir.carriers;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.testing.Patience;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import jdk.management.VirtualThreadSchedulerMXBean;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;

/** Tells by what virtual threads do how many carriers run them. */
final class Carriers implements AutoCloseable {

    /** In succession. Of two that share the work evenly, none has so many. */
    private static final int TURNS = 500;

    private static final int WAITING_THREADS = 50;

    private final AtomicInteger turns = new AtomicInteger();
    private volatile String last = "";
    private volatile boolean over;

    /** Starts threads that mostly wait, by whose turns carriers are seen. */
    Carriers() {
        for (int i = 0; i < WAITING_THREADS; i++) {
            Thread.startVirtualThread(() -> {
                while (!over) {
                    LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(1));
                    countTurn();
                }
            });
        }
    }

    static int max() {
        return ManagementFactory.getPlatformMXBean(VirtualThreadSchedulerMXBean.class)
                .getParallelism();
    }

    private void countTurn() {
        String carrier = carrier();
        if (!carrier.equals(last)) {
            last = carrier;
            turns.set(0);
        }
        turns.incrementAndGet();
    }

    /** As in {@code VirtualThread[#30]/runnable@ForkJoinPool-1-worker-2}. */
    private static String carrier() {
        String thread = Thread.currentThread().toString();
        return thread.substring(thread.indexOf('@') + 1);
    }

    void awaitOne() {
        turns.set(0);
        Patience.await().untilAsserted(this::assertOne);
    }

    /** Whether one has all turns for some time, within half a second. */
    boolean isOne() {
        turns.set(0);
        try {
            Awaitility.await().atMost(Duration.ofMillis(500)).untilAsserted(this::assertOne);
            return true;
        } catch (ConditionTimeoutException _) {
            return false;
        }
    }

    private void assertOne() {
        assertThat(turns).as("turns on one carrier in succession").hasValueGreaterThan(TURNS);
    }

    /** Waits until as many threads as there are processors run at the same time, though none of them yields. */
    void awaitAll() throws InterruptedException {
        int max = max();
        var running = new AtomicInteger();
        var met = new CountDownLatch(max);
        for (int i = 0; i < max; i++) {
            Thread.startVirtualThread(() -> {
                running.incrementAndGet();
                while (running.get() < max && !over) {
                    Thread.onSpinWait();
                }
                met.countDown();
            });
        }
        assertThat(met.await(Patience.DEADLINE_MILLIS, TimeUnit.MILLISECONDS))
                .as("threads that ran at the same time: %s of %s", running, max)
                .isTrue();
    }

    boolean isOver() {
        return over;
    }

    @Override
    public void close() {
        over = true;
    }
}
