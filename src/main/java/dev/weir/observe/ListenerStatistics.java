package dev.weir.observe;

import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/** One listener's counts, and its live connections. Any thread. */
public final class ListenerStatistics implements InlineObserver {

    /** Number of ended connections that are remembered. */
    public static final int MAX_ENDED = 200;

    private final String listener;
    private final String handler;
    private final int limit;
    private final Served served;
    private final TransferTotals transfers = new TransferTotals();
    private final LongAdder accepted = new LongAdder();
    private final Tally<RejectReason> rejected = new Tally<>(RejectReason.class);
    private final Tally<CloseCause> closed = new Tally<>(CloseCause.class);
    private final Tally<Side> shutdowns = new Tally<>(Side.class);
    private final Tally<AcceptError> acceptErrors = new Tally<>(AcceptError.class);
    private final Tally<DrainOutcome> drained = new Tally<>(DrainOutcome.class);
    private final Set<PauseReason> pauses = Collections.synchronizedSet(EnumSet.noneOf(PauseReason.class));
    private final ListenerActivity activity = new ListenerActivity();

    /** Guarded by {@code transfers.moving()}. */
    private final RecentEnds ends = new RecentEnds(MAX_ENDED);

    private volatile boolean up;

    private final @Nullable FrameStatistics frames;

    /**
     * @param listener the listener's name
     * @param handler the handler bean's name
     * @param limit concurrent connections of the listener; 0 for no limit
     * @param served how the listener's streams are served
     */
    public ListenerStatistics(String listener, String handler, int limit, Served served) {
        this.listener = listener;
        this.handler = handler;
        this.limit = limit;
        this.served = served;
        this.frames = served == Served.FRAMES ? new FrameStatistics(transfers.live(), transfers.moving()) : null;
    }

    public String listener() {
        return listener;
    }

    public String handler() {
        return handler;
    }

    /** Maximum number of concurrent connections; 0 for no limit. */
    public int limit() {
        return limit;
    }

    /** The listener's frames; {@code null} if its streams do not consist of frames. */
    public @Nullable FrameStatistics frames() {
        return frames;
    }

    @Override
    public void opened(ObservedConnection connection) {
        accepted.increment();
        transfers.opened(connection);
    }

    @Override
    public void shutDown(ObservedConnection connection, Side side) {
        shutdowns.count(side);
    }

    @Override
    public void closed(ObservedConnection connection, CloseCause cause) {
        synchronized (transfers.moving()) {
            if (transfers.closed(connection)) {
                if (frames != null) {
                    frames.ended(connection);
                }
                closed.count(cause);
                ends.add(connection);
            }
        }
    }

    /** Counts a rejected connection, which appears in no other count. */
    public void rejected(RejectReason reason) {
        rejected.count(reason);
    }

    /** Counts an accept that failed. */
    public void acceptFailed(AcceptError error) {
        acceptErrors.count(error);
    }

    /** Counts a connection that ended in a drain. */
    public void drained(DrainOutcome outcome) {
        drained.count(outcome);
    }

    /** Sets whether the port is bound. */
    public void setUp(boolean up) {
        this.up = up;
    }

    /** Sets whether this is a reason not to accept connections now. */
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

    /** Whether this is a reason not to accept connections now. */
    public boolean isPaused(PauseReason reason) {
        return pauses.contains(reason);
    }

    /** The open connections, in no order; a live view. */
    public Collection<ObservedConnection> live() {
        return transfers.live();
    }

    /** Returns an open connection by its id, or {@code null}. */
    public @Nullable ObservedConnection find(long id) {
        return transfers.find(id);
    }

    /** Number of open connections. */
    public int active() {
        return transfers.active();
    }

    /** Number of open connections in which one side has ended its write direction. */
    public int halfClosed() {
        return (int) transfers.sumOfLive(connection -> connection.isHalfClosed() ? 1 : 0);
    }

    /** Connections accepted since the start. */
    public long accepted() {
        return accepted.sum();
    }

    /** Returns the connections that ended last, the latest first: {@link #MAX_ENDED} of them at most. */
    public List<ObservedConnection> ended() {
        synchronized (transfers.moving()) {
            return ends.latestFirst();
        }
    }

    /** Rates and history. */
    public ListenerActivity activity() {
        return activity;
    }

    /**
     * Computes the rates of the listener and of its connections; for the thread that samples them, once a second.
     *
     * @param elapsedNanos time since the last call
     */
    public void sampleRates(long elapsedNanos) {
        activity.sample(this, transfers.sampleRates(elapsedNanos), elapsedNanos);
    }

    /** Connections rejected since the start. */
    public long rejected() {
        return rejected.sum();
    }

    /** Connections rejected for this reason since the start. */
    public long rejectedFor(RejectReason reason) {
        return rejected.sum(reason);
    }

    /** Connections ended since the start. */
    public long closed() {
        return closed.sum();
    }

    /** The causes for which connections of this listener can end. */
    public List<CloseCause> causes() {
        return Arrays.stream(CloseCause.values())
                .filter(cause -> served == Served.FORWARDED || !cause.isForwarding())
                .toList();
    }

    /** Connections ended for this cause since the start. */
    public long closed(CloseCause cause) {
        return closed.sum(cause);
    }

    /** Write directions ended by this side since the start. */
    public long shutdowns(Side side) {
        return shutdowns.sum(side);
    }

    /** Accepts that failed for this reason since the start. */
    public long acceptErrors(AcceptError error) {
        return acceptErrors.sum(error);
    }

    /** Connections that ended in this way in a drain since the start. */
    public long drainedWith(DrainOutcome outcome) {
        return drained.sum(outcome);
    }

    /** Application bytes since the start, including those of open connections; cheaper than one after the other. */
    public Transferred bytes() {
        return transfers.bytes();
    }

    /** Application bytes read since the start, including those of open connections. */
    public long bytesRead() {
        return transfers.bytesRead();
    }

    /** Application bytes written since the start, including those of open connections. */
    public long bytesWritten() {
        return transfers.bytesWritten();
    }
}
