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
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A group of targets, and the only place that decides which of them a connection goes to.
 *
 * <p>Targets that are down or ejected get no connections; if all are, a connect fails at once. A failed connect is repeated on
 * another target, up to {@link UpstreamOptions#connectAttempts}. Nothing else is ever repeated. Any thread.
 */
public final class Upstream implements AutoCloseable {

    private static final Duration SWEEP_INTERVAL = Duration.ofSeconds(1);

    private final UpstreamOwner owner;
    private final UpstreamOptions options;
    private final List<Target> targets;
    private final Selection selection;
    private final List<Thread> watches = new ArrayList<>();

    /** Open until the upstream is closed; each start after that has its own. */
    private volatile CountDownLatch closing = new CountDownLatch(1);

    /** Creates an upstream that does not watch its targets before {@link #start}. */
    public Upstream(UpstreamOwner owner, UpstreamOptions options, UpstreamObserver observer) {
        this(owner, options, observer, NameLookup.SYSTEM);
    }

    Upstream(UpstreamOwner owner, UpstreamOptions options, UpstreamObserver observer, NameLookup lookup) {
        this.owner = owner;
        this.options = options;
        this.selection = new Selection(options.balance());
        this.targets = options.targets().stream()
                .map(address -> new Target(address, owner, options, observer, lookup))
                .toList();
    }

    public UpstreamOwner owner() {
        return owner;
    }

    public UpstreamOptions options() {
        return options;
    }

    /** The targets, in the order of the settings. */
    public List<Target> targets() {
        return targets;
    }

    /** Starts to check the targets' health and to look up their names, at first and again after {@link #close}. */
    public synchronized void start() {
        if (!watches.isEmpty()) {
            return;
        }
        CountDownLatch end = isClosed() ? new CountDownLatch(1) : closing;
        closing = end;
        watch("sweep", () -> sweepAll(end));
        for (Target target : targets) {
            LookupWatch lookups = target.watchLookups(end);
            if (lookups != null) {
                watch("lookup " + target, lookups);
            }
            if (!options.health().interval().isZero()) {
                watch("health " + target, new HealthWatch(target, options, end));
            }
        }
    }

    private void watch(String task, Runnable watch) {
        watches.add(
                Thread.ofVirtual().name("weir-upstream " + owner + " " + task).start(watch));
    }

    private void sweepAll(CountDownLatch end) {
        try {
            while (!end.await(SWEEP_INTERVAL.toNanos(), TimeUnit.NANOSECONDS)) {
                long now = System.nanoTime();
                for (Target target : targets) {
                    target.sweep(now);
                    // An ejection ends by itself, whether or not anything connects.
                    boolean _ = target.isUp();
                }
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private boolean isClosed() {
        return closing.getCount() == 0;
    }

    /** Whether a target is up. */
    public boolean isAvailable() {
        return !isClosed() && targets.stream().anyMatch(Target::isUp);
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
        var untried = new ArrayList<>(targets);
        var failures = new ConnectFailures(owner, targets);
        for (int attempt = 0; attempt < options.connectAttempts(); attempt++) {
            if (isClosed() || slot.isCancelled()) {
                throw new ClosedChannelException();
            }
            List<Target> candidates = untried.stream().filter(Target::isUp).toList();
            if (candidates.isEmpty()) {
                break;
            }
            Target target = selection.choose(candidates, origin);
            untried.remove(target);
            try {
                return connected(target.connect(origin, slot));
            } catch (ClosedByInterruptException e) {
                throw e;
            } catch (IOException e) {
                if (isClosed() || slot.isCancelled()) {
                    throw e;
                }
                failures.add(target, e);
                target.connectFailed(e, isLast(target));
            }
        }
        throw failures.toException();
    }

    /** An upstream that was closed meanwhile has not seen this connection. */
    private UpstreamConnection connected(UpstreamConnection connection) throws IOException {
        if (isClosed()) {
            connection.end(CloseCause.ADMIN);
            connection.close();
            throw new ClosedChannelException();
        }
        return connection;
    }

    private boolean isLast(Target target) {
        return targets.stream().noneMatch(other -> !other.equals(target) && other.isUp());
    }

    /**
     * Stops watching, and ends the connections that are still open. Connects fail until the next {@link #start}. Repeating it has
     * no effect.
     */
    @Override
    public synchronized void close() {
        closing.countDown();
        watches.forEach(Thread::interrupt);
        watches.clear();
        targets.forEach(target -> target.endAll(CloseCause.SHUTDOWN_FORCED));
    }

    @Override
    public String toString() {
        return owner + " to " + targets.stream().map(Target::name).collect(Collectors.joining(", "));
    }
}
