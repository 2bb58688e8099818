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
import dev.weir.stream.ConnectAttempt;
import dev.weir.stream.StreamAddress;
import dev.weir.stream.StreamOptions;
import dev.weir.stream.TcpStream;
import dev.weir.stream.Transport;
import java.io.IOException;
import java.time.Instant;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One target of an upstream: an address in the settings, however often its host moves. Any thread. */
public final class Target {

    private static final Logger log = LoggerFactory.getLogger(Target.class);

    private final StreamAddress address;
    private final UpstreamOptions options;
    private final TargetStatistics statistics;
    private final UpstreamObserver observer;
    private final @Nullable TargetAddresses addresses;
    private final TargetHealth health;
    private final Set<UpstreamConnection> connections = ConcurrentHashMap.newKeySet();
    private volatile @Nullable LookupWatch lookups;
    private final AtomicInteger connecting = new AtomicInteger();

    Target(
            StreamAddress address,
            UpstreamOwner owner,
            UpstreamOptions options,
            UpstreamObserver observer,
            NameLookup lookup) {
        this.address = address;
        this.options = options;
        this.observer = observer;
        this.statistics = new TargetStatistics(owner, address.toString());
        this.addresses = address instanceof StreamAddress.Inet inet ? new TargetAddresses(inet, lookup) : null;
        this.health = new TargetHealth(options.health());
    }

    /** The address as configured. */
    public String name() {
        return statistics.target();
    }

    /** The target's counts and state. */
    public TargetStatistics statistics() {
        return statistics;
    }

    /** Returns what looks the target's host up at intervals; {@code null} if there is no name to look up. */
    @Nullable
    LookupWatch watchLookups(CountDownLatch closing) {
        if (addresses != null && addresses.isName()) {
            lookups = new LookupWatch(this, addresses, options.resolveInterval(), closing);
        }
        return lookups;
    }

    /** Whether the target gets new connections. */
    public boolean isUp() {
        return refreshState(null) == TargetState.UP;
    }

    void checkPassed() {
        health.checkPassed();
        refreshState(null);
    }

    void checkFailed(IOException why) {
        health.checkFailed();
        refreshState(why);
    }

    /** @param isLast whether no other target is up */
    void connectFailed(IOException why, boolean isLast) {
        health.connectFailed(isLast, System.nanoTime());
        refreshState(why);
        LookupWatch watch = lookups;
        if (watch != null) {
            watch.request();
        }
    }

    /** @param why what a change of the state is put down to */
    private synchronized TargetState refreshState(@Nullable IOException why) {
        TargetState before = statistics.state();
        TargetState state = health.state(System.nanoTime());
        if (state != before) {
            statistics.setState(state);
            stateChanged(state, why);
        }
        return state;
    }

    private void stateChanged(TargetState state, @Nullable IOException why) {
        if (state == TargetState.UP) {
            log.info("{}: target {} is up", statistics.owner(), this);
        } else {
            log.warn(
                    "{}: target {} is {}: {}",
                    statistics.owner(),
                    this,
                    state.label(),
                    why == null ? "-" : why.getMessage());
        }
        if (state == TargetState.DOWN && options.health().onDown() == HealthOptions.OnDown.CLOSE) {
            endAll(CloseCause.UPSTREAM_UNAVAILABLE);
        }
    }

    /** Open connections, and those being opened. */
    int load() {
        return statistics.active() + connecting.get();
    }

    /**
     * Returns what connects to the target; the caller can cancel it.
     *
     * @param streamOptions with the time limit
     */
    ConnectAttempt attempt(@Nullable Origin origin, StreamOptions streamOptions) throws IOException {
        StreamOptions opening = streamOptions.withTls(ConnectionOpening.of(options, origin));
        return switch (address) {
            case StreamAddress.Inet inet
            when addresses != null -> ConnectAttempt.to(addresses.next(), inet.host(), inet.port(), opening);
            default -> ConnectAttempt.to(address.toString(), opening);
        };
    }

    /** Connects, counts the outcome and returns the counted connection. */
    UpstreamConnection connect(@Nullable Origin origin, AttemptSlot slot) throws IOException {
        connecting.incrementAndGet();
        long start = System.nanoTime();
        try {
            Transport transport = slot.run(attempt(origin, options.stream()));
            announce(ConnectOutcome.SUCCESS, start);
            health.connected();
            return opened(transport);
        } catch (IOException e) {
            if (!slot.isCancelled() && !Thread.currentThread().isInterrupted()) {
                announce(ConnectFailure.outcomeOf(e), start);
            }
            throw e;
        } finally {
            connecting.decrementAndGet();
        }
    }

    private void announce(ConnectOutcome outcome, long start) {
        statistics.connectEnded(outcome);
        observer.connectEnded(statistics, outcome, System.nanoTime() - start);
    }

    private UpstreamConnection opened(Transport transport) {
        var observed = new ObservedConnection(info(transport), statistics);
        TcpStream stream = TcpStream.over(new ObservedTransport(transport, observed), options.stream());
        var connection = new UpstreamConnection(this, stream, observed);
        connections.add(connection);
        observed.opened();
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
    }

    void sweep(long nowNanos) {
        long timeout = options.stream().writeTimeout().toNanos();
        if (timeout > 0) {
            connections.forEach(connection -> connection.sweep(nowNanos, timeout));
        }
    }

    /** Ends all open connections for a cause. */
    void endAll(CloseCause cause) {
        connections.forEach(connection -> Thread.startVirtualThread(() -> connection.end(cause)));
    }

    @Override
    public String toString() {
        return name();
    }
}
