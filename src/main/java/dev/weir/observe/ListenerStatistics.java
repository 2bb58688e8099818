package dev.weir.observe;

import java.util.Collection;
import java.util.Collections;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
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
public final class ListenerStatistics implements InlineObserver {

    private final String listener;
    private final String handler;
    private final int limit;
    private final Map<Long, ObservedConnection> live = new ConcurrentHashMap<>();
    private final LongAdder accepted = new LongAdder();
    private final Tally<RejectReason> rejected = new Tally<>(RejectReason.class);
    private final Tally<CloseCause> closed = new Tally<>(CloseCause.class);
    private final Tally<Side> shutdowns = new Tally<>(Side.class);
    private final Tally<AcceptError> acceptErrors = new Tally<>(AcceptError.class);
    private final Tally<DrainOutcome> drained = new Tally<>(DrainOutcome.class);
    private final Set<PauseReason> pauses = Collections.synchronizedSet(EnumSet.noneOf(PauseReason.class));
    private volatile boolean up;

    private final Object moving = new Object();
    private long endedRead;
    private long endedWritten;

    /**
     * @param listener the listener's name
     * @param handler its handler's name
     * @param limit connections it may have at once; 0 for no limit
     */
    public ListenerStatistics(String listener, String handler, int limit) {
        this.listener = listener;
        this.handler = handler;
        this.limit = limit;
    }

    public String listener() {
        return listener;
    }

    public String handler() {
        return handler;
    }

    /** Connections it may have at once; 0 for no limit. */
    public int limit() {
        return limit;
    }

    @Override
    public void opened(ObservedConnection connection) {
        accepted.increment();
        live.put(connection.key(), connection);
    }

    @Override
    public void shutDown(ObservedConnection connection, Side side) {
        shutdowns.count(side);
    }

    @Override
    public void closed(ObservedConnection connection, CloseCause cause) {
        synchronized (moving) {
            if (live.remove(connection.key()) != null) {
                endedRead += connection.bytesRead();
                endedWritten += connection.bytesWritten();
                closed.count(cause);
            }
        }
    }

    /** Notes a connection that was turned away; it appears in no other figure. */
    public void rejected(RejectReason reason) {
        rejected.count(reason);
    }

    /** Notes an accept that failed. */
    public void acceptFailed(AcceptError error) {
        acceptErrors.count(error);
    }

    /** Notes what became of a connection in a drain. */
    public void drained(DrainOutcome outcome) {
        drained.count(outcome);
    }

    /** Notes whether the port is bound. */
    public void setUp(boolean up) {
        this.up = up;
    }

    /** Notes that, for this reason, connections are not accepted, or are again. */
    public void setPaused(PauseReason reason, boolean paused) {
        if (paused) {
            pauses.add(reason);
        } else {
            pauses.remove(reason);
        }
    }

    /** Whether the port is bound. */
    public boolean isUp() {
        return up;
    }

    /** Whether, for this reason, connections are not accepted. */
    public boolean isPaused(PauseReason reason) {
        return pauses.contains(reason);
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
        return (int) sumOfLive(connection -> connection.isHalfClosed() ? 1 : 0);
    }

    /** Connections accepted since the start. */
    public long accepted() {
        return accepted.sum();
    }

    /** Connections turned away since the start. */
    public long rejected() {
        return rejected.sum();
    }

    /** Connections turned away for that reason since the start. */
    public long rejectedFor(RejectReason reason) {
        return rejected.sum(reason);
    }

    /** Connections ended since the start. */
    public long closed() {
        return closed.sum();
    }

    /** Connections ended for that cause since the start. */
    public long closed(CloseCause cause) {
        return closed.sum(cause);
    }

    /** Write directions ended by that side since the start. */
    public long shutdowns(Side side) {
        return shutdowns.sum(side);
    }

    /** Accepts that failed for that reason since the start. */
    public long acceptErrors(AcceptError error) {
        return acceptErrors.sum(error);
    }

    /** Connections that ended that way in a drain since the start. */
    public long drainedWith(DrainOutcome outcome) {
        return drained.sum(outcome);
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
}
