package dev.weir.observe;

import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;

/** A listener's rates in the last whole second, and its history of a minute. One thread samples, any thread may read. */
public final class ListenerActivity {

    /** Seconds of history. */
    public static final int SECONDS = 60;

    private static final double SECOND = TimeUnit.SECONDS.toNanos(1);

    private final long[] read = new long[SECONDS];
    private final long[] written = new long[SECONDS];
    private final long[] active = new long[SECONDS];
    private int next;
    private Totals last = new Totals(0, 0, 0, 0, 0);
    private volatile Rate rate = new Rate(0, 0, 0, 0, 0);

    /**
     * What happened in a second.
     *
     * @param read application bytes
     * @param written application bytes
     * @param accepted connections
     * @param rejected connections
     * @param closed connections
     */
    public record Rate(long read, long written, long accepted, long rejected, long closed) {}

    /**
     * The last {@link #SECONDS} seconds, the oldest first; zeros before the start.
     *
     * @param read application bytes in each second
     * @param written application bytes in each second
     * @param active open connections at the end of each second
     */
    public record History(List<Long> read, List<Long> written, List<Long> active) {}

    private record Totals(long read, long written, long accepted, long rejected, long closed) {

        static Totals of(ListenerStatistics statistics) {
            return new Totals(
                    statistics.bytesRead(),
                    statistics.bytesWritten(),
                    statistics.accepted(),
                    statistics.rejected(),
                    statistics.closed());
        }

        Rate since(Totals earlier, long nanos) {
            return new Rate(
                    Math.round(perSecond(read - earlier.read, nanos)),
                    Math.round(perSecond(written - earlier.written, nanos)),
                    Math.round(perSecond(accepted - earlier.accepted, nanos)),
                    Math.round(perSecond(rejected - earlier.rejected, nanos)),
                    Math.round(perSecond(closed - earlier.closed, nanos)));
        }
    }

    static double perSecond(long count, long nanos) {
        return count * SECOND / nanos;
    }

    /** Rates in the last whole second. */
    public Rate rate() {
        return rate;
    }

    public synchronized History history() {
        return new History(oldestFirst(read), oldestFirst(written), oldestFirst(active));
    }

    private List<Long> oldestFirst(long[] samples) {
        return LongStream.concat(Arrays.stream(samples, next, SECONDS), Arrays.stream(samples, 0, next))
                .boxed()
                .toList();
    }

    synchronized void sample(ListenerStatistics statistics, long elapsedNanos) {
        Totals now = Totals.of(statistics);
        Rate current = now.since(last, elapsedNanos);
        last = now;
        rate = current;
        read[next] = current.read();
        written[next] = current.written();
        active[next] = statistics.active();
        next = (next + 1) % SECONDS;
    }
}
