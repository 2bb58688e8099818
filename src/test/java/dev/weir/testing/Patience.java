package dev.weir.testing;

import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;

/** How long tests wait before they fail. Deadlines are generous because the machine may be busy. */
public final class Patience {

    /** The deadline for events in this JVM and for answers over sockets. */
    public static final Duration DEADLINE = Duration.ofSeconds(30);

    /** {@link #DEADLINE} as sockets take it. */
    public static final int DEADLINE_MILLIS = Math.toIntExact(DEADLINE.toMillis());

    /** The deadline for events in another process, its start and its end included. */
    public static final Duration PROCESS_DEADLINE = Duration.ofMinutes(2);

    private static final Duration POLL_INTERVAL = Duration.ofMillis(10);

    private Patience() {}

    /** Awaits a condition until {@link #DEADLINE}: checks at once, and then every 10 ms. */
    public static ConditionFactory await() {
        return Awaitility.await().atMost(DEADLINE).pollInterval(POLL_INTERVAL).pollDelay(Duration.ZERO);
    }

    /** Removes and returns the head of the queue; fails if the queue is still empty at {@link #DEADLINE}. */
    public static <T> T take(BlockingQueue<T> queue) throws InterruptedException {
        T head = queue.poll(DEADLINE_MILLIS, TimeUnit.MILLISECONDS);
        if (head == null) {
            throw new AssertionError("nothing was added to the queue within " + DEADLINE);
        }
        return head;
    }
}
