package dev.weir.stream;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Makes busy streams yield, so that virtual threads stay fair to each other.
 *
 * <p>A virtual thread that yields goes to the end of its carrier's local queue, and the JDK's scheduler polls the other queues,
 * with new threads and threads woken by a timer or the poller, only when the local queue is empty. A few streams whose peers
 * always send keep the local queues of all carriers filled, and other threads would never run. Therefore busy streams take part in
 * an {@link Intermission} from time to time, in place of a yield. A stream that yields now and then does not keep the queue filled,
 * and takes no part.
 */
public final class FairYield {

    /** From one intermission to the next, at least: yields of one stream, and time. */
    private static final int MIN_YIELDS = 64;

    private static final long MIN_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

    /** Yields since its last intermission from which on a stream is busy. */
    private static final int BUSY_YIELDS = 8;

    /** One yield of a stream in so many is measured. */
    private static final int SAMPLE = 16;

    private static final AtomicReference<Intermission> latest =
            new AtomicReference<>(Intermission.ended(System.nanoTime()));

    private static final AtomicLong longestWait = new AtomicLong();

    /** Whether any stream has yielded since {@link #takeLongestWait}. */
    private static final AtomicBoolean yielded = new AtomicBoolean();

    /** Whether a stream has yielded since {@link #takeYielded}; only ever set where it is not, since all carriers share it. */
    private static final AtomicBoolean streamYielded = new AtomicBoolean();

    private final boolean ofStream;

    /** When the last intermission began that this stream knows of. */
    private long knownNanos = latest.get().startNanos();

    private int yields;

    /** For a stream. */
    public FairYield() {
        this(true);
    }

    private FairYield(boolean ofStream) {
        this.ofStream = ofStream;
    }

    /** For a thread that yields on behalf of all streams: {@link #takeYielded} leaves its yields out. */
    public static FairYield ofPoller() {
        return new FairYield(false);
    }

    /** Whether a stream has yielded since the last call, and so may keep its carrier's local queue filled. */
    public static boolean takeYielded() {
        return streamYielded.get() && streamYielded.getAndSet(false);
    }

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
        if (ofStream && !streamYielded.get()) {
            streamYielded.set(true);
        }
        yields++;
        if (!takesPart()) {
            if (yields % SAMPLE == 0) {
                yieldMeasured();
            } else {
                yieldNow();
            }
        }
    }

    private boolean takesPart() {
        Intermission current = latest.get();
        if (yields >= MIN_YIELDS) {
            long now = System.nanoTime();
            if (now - current.startNanos() >= MIN_NANOS) {
                var next = new Intermission(now);
                if (latest.compareAndSet(current, next)) {
                    knownNanos = now;
                    yields = 0;
                    next.begin();
                    return true;
                }
            }
        }
        boolean isNew = knownNanos != current.startNanos();
        knownNanos = current.startNanos();
        if (isNew && yields >= BUSY_YIELDS && current.join()) {
            yields = 0;
            return true;
        }
        return false;
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
