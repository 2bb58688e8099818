package dev.weir.upstream;

import dev.weir.observe.CloseCause;
import dev.weir.observe.ConnectOutcome;
import dev.weir.observe.ConnectionInfo;
import dev.weir.observe.ConnectionKind;
import dev.weir.observe.ObservedConnection;
import dev.weir.observe.ObservedTransport;
import dev.weir.observe.TargetState;
import dev.weir.observe.TargetStatistics;
import dev.weir.observe.UpstreamObserver;
import dev.weir.observe.UpstreamOwner;
import dev.weir.stream.StreamAddress;
import dev.weir.stream.TcpStream;
import dev.weir.stream.Transport;
import java.io.IOException;
import java.nio.channels.AsynchronousCloseException;
import java.time.Instant;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** One target of an upstream: an address in the settings, however often its host moves. Any thread. */
public final class Target {

    private final UpstreamOptions options;
    private final TargetStatistics statistics;
    private final UpstreamObserver observer;
    private final TargetConnector connector;
    private final TargetStatus status;
    private final Set<UpstreamConnection> connections = ConcurrentHashMap.newKeySet();
    private final AtomicInteger load = new AtomicInteger();
    private volatile @Nullable LookupWatch lookups;

    /** @param wentDown is called after each change to {@link TargetState#DOWN} */
    Target(
            StreamAddress address,
            UpstreamOwner owner,
            UpstreamOptions options,
            UpstreamObserver observer,
            NameLookup lookup,
            Consumer<Target> wentDown) {
        this.options = options;
        this.observer = observer;
        this.statistics = new TargetStatistics(owner, address.toString());
        this.connector = new TargetConnector(address, options, lookup);
        this.status = new TargetStatus(statistics, options.health(), () -> wentDown.accept(this));
    }

    /** The address as configured. */
    public String name() {
        return statistics.target();
    }

    /** The target's counts and state. */
    public TargetStatistics statistics() {
        return statistics;
    }

    /** Whether the target gets new connections. */
    public boolean isUp() {
        return status.refresh() == TargetState.UP;
    }

    TargetStatus status() {
        return status;
    }

    /** Returns what looks the target's host up at intervals; {@code null} if there is no name to look up. */
    @Nullable
    LookupWatch watchLookups(CountDownLatch closing) {
        TargetAddresses named = connector.namedAddresses();
        if (named != null) {
            lookups = new LookupWatch(this, named, options.resolveInterval(), closing);
        }
        return lookups;
    }

    /** Returns what checks the target's health at intervals. */
    HealthWatch watchHealth(CountDownLatch closing) {
        return new HealthWatch(
                this, new HealthCheck(connector, options), options.health().interval(), closing);
    }

    void checkPassed() {
        status.checkPassed();
    }

    /** Counts the failure, unless it is this process's own. The target may have moved, and while it is down no connect tells. */
    void checkFailed(IOException why) {
        if (!ConnectFailure.isOwn(why)) {
            status.checkFailed(why);
            requestLookup();
        }
    }

    /** Asks for a lookup soon: the host may have moved. */
    void requestLookup() {
        LookupWatch watch = lookups;
        if (watch != null) {
            watch.request();
        }
    }

    /** Open connections, and those being opened. */
    int load() {
        return load.get();
    }

    /** Adds a connection to the load; {@link #connect} opens it, or takes it away again. */
    void addLoad() {
        load.incrementAndGet();
    }

    /**
     * Connects, counts the outcome and returns the counted connection, which is part of the load until it is closed.
     *
     * @param slot cancels
     */
    UpstreamConnection connect(@Nullable Origin origin, AttemptSlot slot) throws IOException {
        boolean isOpen = false;
        try {
            long start = System.nanoTime();
            UpstreamConnection connection = open(dial(origin, slot, start), slot, start);
            isOpen = true;
            return connection;
        } finally {
            if (!isOpen) {
                load.decrementAndGet();
            }
        }
    }

    private Transport dial(@Nullable Origin origin, AttemptSlot slot, long start) throws IOException {
        try {
            return connector.connect(origin, slot);
        } catch (IOException e) {
            if (!slot.isCancelled() && !Thread.currentThread().isInterrupted()) {
                announce(ConnectFailure.outcomeOf(e), start);
            }
            throw e;
        }
    }

    private void announce(ConnectOutcome outcome, long start) {
        statistics.connectEnded(outcome);
        observer.connectEnded(statistics, outcome, System.nanoTime() - start);
    }

    private UpstreamConnection open(Transport transport, AttemptSlot slot, long start) throws IOException {
        boolean isOpen = false;
        try {
            if (!slot.complete()) {
                throw new AsynchronousCloseException();
            }
            announce(ConnectOutcome.SUCCESS, start);
            status.connected();
            UpstreamConnection connection = observe(transport);
            isOpen = true;
            return connection;
        } finally {
            if (!isOpen) {
                transport.close();
            }
        }
    }

    private UpstreamConnection observe(Transport transport) {
        var observed = new ObservedConnection(info(transport), statistics);
        TcpStream stream = TcpStream.over(new ObservedTransport(transport, observed), options.stream());
        var connection = new UpstreamConnection(this, stream, observed);
        connections.add(connection);
        observed.opened();
        endIfDown(connection);
        return connection;
    }

    private ConnectionInfo info(Transport transport) {
        return new ConnectionInfo(
                transport.id(),
                statistics.owner().name(),
                name(),
                transport.remoteAddress(),
                transport.peerAddress(),
                transport.localAddress(),
                Instant.now(),
                ConnectionKind.UPSTREAM);
    }

    void ended(UpstreamConnection connection) {
        connections.remove(connection);
        load.decrementAndGet();
    }

    /** Ends the connections of a target that has gone down, if that is wanted. */
    void endIfDown() {
        connections.forEach(this::endIfDown);
    }

    private void endIfDown(UpstreamConnection connection) {
        if (options.health().onDown() == HealthOptions.OnDown.CLOSE && statistics.state() == TargetState.DOWN) {
            connection.end(CloseCause.UPSTREAM_UNAVAILABLE);
        }
    }

    /** @param restart whether waiting begins now, because the process did not run */
    void sweep(long nowNanos, boolean restart) {
        // An ejection ends by itself, whether or not anything connects.
        status.refresh();
        long timeout = options.stream().writeTimeout().toNanos();
        if (timeout > 0) {
            connections.forEach(connection -> connection.sweep(nowNanos, timeout, restart));
        }
    }

    /** Ends all open connections for a cause. */
    void endAll(CloseCause cause) {
        connections.forEach(connection -> connection.end(cause));
    }

    @Override
    public String toString() {
        return name();
    }
}
