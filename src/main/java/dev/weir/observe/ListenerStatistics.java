package dev.weir.observe;

import java.util.Collection;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/**
 * All that has been counted of one listener, and the connections that are live.
 *
 * <p>Totals are what ended connections left behind plus what the live ones have so far, added up when somebody asks. A
 * connection moves from one to the other under a lock, so a total never goes down and never counts twice. Any thread.
 */
public final class ListenerStatistics implements ConnectionObserver {

    private final String listener;
    private final Map<Long, ObservedConnection> live = new ConcurrentHashMap<>();
    private final LongAdder accepted = new LongAdder();
    private final Map<CloseCause, LongAdder> closed = adders(CloseCause.class);
    private final Map<Side, LongAdder> shutdowns = adders(Side.class);
    private final Map<AcceptError, LongAdder> acceptErrors = adders(AcceptError.class);

    private volatile boolean listening;

    private final Object moving = new Object();
    private long endedRead;
    private long endedWritten;

    public ListenerStatistics(String listener) {
        this.listener = listener;
    }

    private static <E extends Enum<E>> Map<E, LongAdder> adders(Class<E> type) {
        var adders = new EnumMap<E, LongAdder>(type);
        for (E constant : type.getEnumConstants()) {
            adders.put(constant, new LongAdder());
        }
        return Collections.unmodifiableMap(adders);
    }

    /** The listener's name. */
    public String listener() {
        return listener;
    }

    @Override
    public void opened(ObservedConnection connection) {
        live.put(connection.info().id(), connection);
        accepted.increment();
    }

    @Override
    public void shutDown(ObservedConnection connection, Side side) {
        count(shutdowns, side);
    }

    @Override
    public void closed(ObservedConnection connection, CloseCause cause) {
        synchronized (moving) {
            if (live.remove(connection.info().id()) != null) {
                endedRead += connection.bytesRead();
                endedWritten += connection.bytesWritten();
                count(closed, cause);
            }
        }
    }

    /** Notes an accept that failed. */
    public void acceptFailed(AcceptError error) {
        count(acceptErrors, error);
    }

    /** Notes whether connections are accepted. */
    public void listening(boolean now) {
        listening = now;
    }

    /** Whether connections are accepted. */
    public boolean isListening() {
        return listening;
    }

    /** The connections that are open now, in no order; a view that changes as they come and go. */
    public Collection<ObservedConnection> live() {
        return Collections.unmodifiableCollection(live.values());
    }

    /** A live connection, or {@code null}. */
    public @Nullable ObservedConnection find(long id) {
        return live.get(id);
    }

    /** Connections open now. */
    public int active() {
        return live.size();
    }

    /** Connections open now of which one side has ended its write direction. */
    public int halfClosed() {
        int count = 0;
        for (ObservedConnection connection : live.values()) {
            if (connection.isHalfClosed()) {
                count++;
            }
        }
        return count;
    }

    /** Connections accepted since the start. */
    public long accepted() {
        return accepted.sum();
    }

    /** Connections ended since the start. */
    public long closed() {
        return closed.values().stream().mapToLong(LongAdder::sum).sum();
    }

    /** Connections ended for that cause since the start. */
    public long closed(CloseCause cause) {
        return sum(closed, cause);
    }

    /** Write directions ended by that side since the start. */
    public long shutdowns(Side side) {
        return sum(shutdowns, side);
    }

    /** Accepts that failed for that reason since the start. */
    public long acceptErrors(AcceptError error) {
        return sum(acceptErrors, error);
    }

    /** Application bytes read since the start, from live connections too. */
    public long bytesRead() {
        synchronized (moving) {
            return endedRead + sumOfLive(ObservedConnection::bytesRead);
        }
    }

    /** Application bytes written since the start, to live connections too. */
    public long bytesWritten() {
        synchronized (moving) {
            return endedWritten + sumOfLive(ObservedConnection::bytesWritten);
        }
    }

    private long sumOfLive(ToLongFunction<ObservedConnection> counter) {
        long sum = 0;
        for (ObservedConnection connection : live.values()) {
            sum += counter.applyAsLong(connection);
        }
        return sum;
    }

    private static <E extends Enum<E>> void count(Map<E, LongAdder> adders, E key) {
        adder(adders, key).increment();
    }

    private static <E extends Enum<E>> long sum(Map<E, LongAdder> adders, E key) {
        return adder(adders, key).sum();
    }

    private static <E extends Enum<E>> LongAdder adder(Map<E, LongAdder> adders, E key) {
        LongAdder adder = adders.get(key);
        if (adder == null) {
            throw new IllegalArgumentException("no counter for " + key);
        }
        return adder;
    }
}
