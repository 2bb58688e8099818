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
    private Connections last = new Connections(0, 0, 0);
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

    private record Connections(long accepted, long rejected, long closed) {

        static Connections of(ListenerStatistics statistics) {
            return new Connections(statistics.accepted(), statistics.rejected(), statistics.closed());
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

    /** @param bytes since the last call */
    synchronized void sample(ListenerStatistics statistics, Transferred bytes, long elapsedNanos) {
        Connections now = Connections.of(statistics);
        rate = new Rate(
                rounded(bytes.read(), elapsedNanos),
                rounded(bytes.written(), elapsedNanos),
                rounded(now.accepted() - last.accepted(), elapsedNanos),
                rounded(now.rejected() - last.rejected(), elapsedNanos),
                rounded(now.closed() - last.closed(), elapsedNanos));
        last = now;
        for (long seconds = seconds(elapsedNanos); seconds > 0; seconds--) {
            read[next] = rate.read();
            written[next] = rate.written();
            active[next] = statistics.active();
            next = (next + 1) % SECONDS;
        }
    }

    /** More than one if the process did not run for a while. */
    private static long seconds(long nanos) {
        return Math.clamp(Math.round(nanos / SECOND), 1, SECONDS);
    }

    private static long rounded(long count, long nanos) {
        return Math.round(perSecond(count, nanos));
    }
}
