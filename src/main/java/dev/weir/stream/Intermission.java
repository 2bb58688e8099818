package dev.weir.stream;

import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * A pause that one busy stream begins and in which the others join it, so that their carrier's local queue becomes empty.
 *
 * <p>The stream that begins parks for a timer. That brings it into another queue of the scheduler, where it has its turn only when
 * the local queue is empty. Then it wakes those that joined, all into the local queue. With a timer for each, one that fired after
 * the others had gone on would leave its stream in that other queue until they pause again.
 */
final class Intermission {

    private static final Joined ENDED = new Joined(null, null);

    private final long startNanos;
    private final AtomicReference<@Nullable Joined> joined = new AtomicReference<>();

    private static final class Joined {

        private final @Nullable Thread thread;
        private final @Nullable Joined next;

        private Joined(@Nullable Thread thread, @Nullable Joined next) {
            this.thread = thread;
            this.next = next;
        }
    }

    /** @param startNanos by {@link System#nanoTime} */
    Intermission(long startNanos) {
        this.startNanos = startNanos;
    }

    /** One that is over. */
    static Intermission ended(long startNanos) {
        var intermission = new Intermission(startNanos);
        intermission.joined.set(ENDED);
        return intermission;
    }

    long startNanos() {
        return startNanos;
    }

    /** Waits until the carrier has nothing else to do, and wakes the others. The stream's thread that has made this. */
    void begin() {
        try {
            LockSupport.parkNanos(1);
            giveWayToThoseBehind();
        } finally {
            end();
        }
    }

    /** With an empty local queue a thread that yields goes behind all that wait in the queue that it came from. */
    @SuppressWarnings("ThreadPriorityCheck") // Scheduling is the purpose here.
    private static void giveWayToThoseBehind() {
        Thread.yield();
    }

    private void end() {
        for (Joined other = joined.getAndSet(ENDED); other != null; other = other.next) {
            wake(other.thread);
        }
    }

    private static void wake(@Nullable Thread thread) {
        boolean woken = false;
        while (!woken) {
            try {
                LockSupport.unpark(thread);
                woken = true;
            } catch (Throwable _) {
                // Out of memory: nobody else would wake the thread.
                Thread.onSpinWait();
            }
        }
    }

    /** Waits until the stream that began ends it, or this thread is interrupted. Returns false if it was over already. */
    boolean join() {
        Thread current = Thread.currentThread();
        Joined own;
        do {
            Joined first = joined.get();
            if (first == ENDED) {
                return false;
            }
            own = new Joined(current, first);
        } while (!joined.compareAndSet(own.next, own));
        while (joined.get() != ENDED && !current.isInterrupted()) {
            LockSupport.park(this);
        }
        return true;
    }
}
