package dev.weir.upstream;

import dev.weir.observe.CloseCause;
import dev.weir.observe.UpstreamObserver;
import dev.weir.observe.UpstreamOwner;
import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.ClosedChannelException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A group of targets, and the only place that decides which of them a connection goes to.
 *
 * <p>Targets that are down or ejected get no connections; if all are, a connect fails at once. A failed connect is repeated on
 * another target, up to {@link UpstreamOptions#connectAttempts}. Nothing else is ever repeated. Any thread.
 */
public final class Upstream implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(Upstream.class);

    private static final Duration SWEEP_INTERVAL = Duration.ofSeconds(1);

    /** A gap between two sweeps from which on the process is taken to have been suspended. */
    private static final Duration SUSPENSION = Duration.ofSeconds(5);

    private final UpstreamOwner owner;
    private final UpstreamOptions options;
    private final TargetGroup group;
    private final List<Thread> watches = new ArrayList<>();
    private final Set<AttemptSlot> connecting = ConcurrentHashMap.newKeySet();

    /** Open until the upstream is closed; each start after that has its own. */
    private volatile CountDownLatch closing = new CountDownLatch(1);

    /**
     * Creates an upstream. Before {@link #start} it neither checks its targets nor looks up a name for a second time.
     *
     * @param owner to name in logs, events and messages
     */
    public Upstream(UpstreamOwner owner, UpstreamOptions options, UpstreamObserver observer) {
        this(owner, options, observer, NameLookup.SYSTEM);
    }

    Upstream(UpstreamOwner owner, UpstreamOptions options, UpstreamObserver observer, NameLookup lookup) {
        this.owner = owner;
        this.options = options;
        this.group = new TargetGroup(owner, options, observer, lookup);
    }

    public UpstreamOwner owner() {
        return owner;
    }

    public UpstreamOptions options() {
        return options;
    }

    /** The targets, in the order of the settings. */
    public List<Target> targets() {
        return group.targets();
    }

    /** Starts to check the targets' health and to look up their names, at first and again after {@link #close}. */
    public synchronized void start() {
        if (!watches.isEmpty()) {
            return;
        }
        CountDownLatch end = isClosed(closing) ? new CountDownLatch(1) : closing;
        closing = end;
        watch("sweep", () -> sweepAll(end));
        for (Target target : targets()) {
            LookupWatch lookups = target.watchLookups(end);
            if (lookups != null) {
                watch("lookup " + target, lookups);
            }
            if (!options.health().interval().isZero()) {
                watch("health " + target, target.watchHealth(end));
            }
        }
    }

    private void watch(String task, Runnable watch) {
        watches.add(
                Thread.ofVirtual().name("weir-upstream " + owner + " " + task).start(watch));
    }

    private void sweepAll(CountDownLatch end) {
        long last = System.nanoTime();
        try {
            while (!end.await(SWEEP_INTERVAL.toNanos(), TimeUnit.NANOSECONDS)) {
                long now = System.nanoTime();
                sweep(now, now - last >= SUSPENSION.toNanos());
                last = now;
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private void sweep(long nowNanos, boolean wasSuspended) {
        for (Target target : targets()) {
            try {
                target.sweep(nowNanos, wasSuspended);
            } catch (RuntimeException | Error e) {
                log.error("{}: checking the timeouts of {} failed; it continues", owner, target, e);
            }
        }
    }

    private static boolean isClosed(CountDownLatch closing) {
        return closing.getCount() == 0;
    }

    /** Whether a target is up. */
    public boolean isAvailable() {
        return !isClosed(closing) && group.isAvailable();
    }

    /** Returns what a connect throws now without an attempt, because no target is up; {@code null} if one is. */
    public @Nullable UpstreamUnavailableException unavailability() {
        return group.isAvailable() ? null : new ConnectFailures(owner, targets()).toException();
    }

    /** Connects on behalf of this process itself; otherwise as {@link UpstreamAttempt#connect}. */
    public UpstreamConnection connect() throws IOException {
        return attempt(null).connect();
    }

    /**
     * Prepares a connection.
     *
     * @param origin the client that it is for; {@code null} for this process itself
     */
    public UpstreamAttempt attempt(@Nullable Origin origin) {
        return new UpstreamAttempt(this, origin);
    }

    UpstreamConnection connect(@Nullable Origin origin, AttemptSlot slot) throws IOException {
        CountDownLatch end = closing;
        slot.start();
        connecting.add(slot);
        try {
            return connectToAny(origin, slot, end);
        } finally {
            connecting.remove(slot);
        }
    }

    private UpstreamConnection connectToAny(@Nullable Origin origin, AttemptSlot slot, CountDownLatch end)
            throws IOException {
        var untried = new ArrayList<>(targets());
        var failures = new ConnectFailures(owner, targets());
        for (int attempt = 0; attempt < options.connectAttempts(); attempt++) {
            if (isClosed(end)) {
                throw new ClosedChannelException();
            }
            slot.check();
            Target target = group.choose(untried, origin);
            if (target == null) {
                break;
            }
            untried.remove(target);
            try {
                return unlessClosed(target.connect(origin, slot), end);
            } catch (ClosedChannelException e) {
                // By an interrupt, or by a close of the attempt or of this upstream; never by the target.
                throw e;
            } catch (IOException e) {
                if (Thread.currentThread().isInterrupted()) {
                    throw (ClosedByInterruptException) new ClosedByInterruptException().initCause(e);
                }
                failures.add(target, e);
                group.connectFailed(target, e);
            }
        }
        throw failures.toException();
    }

    /** A close has either seen the connection among the target's, or is seen here. */
    private static UpstreamConnection unlessClosed(UpstreamConnection connection, CountDownLatch end)
            throws IOException {
        if (isClosed(end)) {
            connection.end(CloseCause.SHUTDOWN_FORCED);
            connection.close();
            throw new ClosedChannelException();
        }
        return connection;
    }

    /**
     * Stops watching, cancels connects in progress and ends the connections that are open, whose owners still have to close them.
     * Connects fail until the next {@link #start}. Repeating it has no effect.
     */
    @Override
    public synchronized void close() {
        closing.countDown();
        watches.forEach(Thread::interrupt);
        watches.clear();
        connecting.forEach(this::cancel);
        targets().forEach(target -> target.endAll(CloseCause.SHUTDOWN_FORCED));
    }

    private void cancel(AttemptSlot slot) {
        try {
            slot.close();
        } catch (IOException e) {
            log.debug("{}: a socket could not be closed", owner, e);
        }
    }

    @Override
    public String toString() {
        return owner + " to " + targets().stream().map(Target::name).collect(Collectors.joining(", "));
    }
}
