package dev.weir.server;

import dev.weir.capture.CaptureTransport;
import dev.weir.observe.CloseCause;
import dev.weir.observe.ListenerStatistics;
import dev.weir.observe.PauseReason;
import dev.weir.observe.TargetStatistics;
import dev.weir.stream.StreamAddress;
import dev.weir.stream.TcpStreamHandler;
import dev.weir.upstream.Target;
import dev.weir.upstream.Upstream;
import java.net.SocketAddress;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.integration.support.context.NamedComponent;

/**
 * One named listener.
 *
 * <p>Its {@link ListenerState} changes from stopped to listening, to paused and back, to draining and to stopped again, any
 * number of times. Any thread.
 */
public final class StreamListener {

    private static final Logger log = LoggerFactory.getLogger(StreamListener.class);

    private final ListenerDefinition definition;
    private final TcpStreamHandler handler;
    private final @Nullable Upstream upstream;
    private final ListenerStatistics statistics;
    private final StreamConnectionFactory factory;
    private final ListenerFlow flow;
    private final ReentrantLock transition = new ReentrantLock();
    private volatile ListenerState state = new ListenerState.Stopped();
    private volatile boolean graceSkipped;
    private CompletableFuture<DrainResult> drain = CompletableFuture.completedFuture(DrainResult.NONE);

    /** @param upstream what the handler forwards to, started and closed with the listener; {@code null} for nothing */
    public StreamListener(
            ListenerDefinition definition,
            TcpStreamHandler handler,
            @Nullable Upstream upstream,
            ListenerObservation observation,
            SharedResources resources) {
        this.definition = definition;
        this.handler = handler;
        this.upstream = upstream;
        this.statistics = observation.statistics();
        this.factory = new StreamConnectionFactory(definition, observation, resources);
        this.flow = new ListenerFlow(definition.name(), factory, handler, resources.flows());
    }

    public String name() {
        return definition.name();
    }

    public ListenerDefinition definition() {
        return definition;
    }

    public ListenerStatistics statistics() {
        return statistics;
    }

    /** The targets that connections are forwarded to; empty if the handler does not forward. */
    public List<TargetStatistics> targets() {
        return upstream == null
                ? List.of()
                : upstream.targets().stream().map(Target::statistics).toList();
    }

    public ListenerState state() {
        return state;
    }

    /** The bound address, with the real port, as text; the configured address where none is bound. */
    public String address() {
        SocketAddress bound = state.boundAddress();
        return bound == null ? definition.address().toString() : StreamAddress.format(bound);
    }

    /** Whether the connections are sockets; see {@link ListenerBinder#usesSockets}. */
    boolean usesSockets() {
        return factory.usesSockets();
    }

    /** The name of the transport that connections use; see {@link ListenerBinder#transport}. */
    public String transport() {
        return factory.transport();
    }

    /** Whether a component of Spring Integration is this listener's inbound adapter. */
    public boolean isServedBy(NamedComponent other) {
        return flow.has(other);
    }

    /** Whether the accept thread is alive and not blocked; true in states in which the listener does not accept. */
    public boolean isAcceptLoopAlive() {
        return !(state instanceof ListenerState.Listening) || factory.isAccepting();
    }

    /**
     * Binds and accepts, if the listener is stopped.
     *
     * @throws ListenerStartException if the address cannot be bound
     */
    public void start() {
        transition.lock();
        try {
            if (!(state instanceof ListenerState.Stopped)) {
                return;
            }
            try {
                if (upstream != null) {
                    upstream.start();
                }
                flow.start();
            } catch (RuntimeException | Error e) {
                stop();
                throw e;
            }
            SocketAddress address = factory.getServerSocketAddress();
            if (address == null) {
                throw new IllegalStateException("listener " + name() + " was stopped while it started");
            }
            state = new ListenerState.Listening(address);
            log.info(
                    "TCP listener '{}' started on {} with handler '{}', transport {}",
                    name(),
                    StreamAddress.format(address),
                    definition.handlerName(),
                    transport());
            if (upstream != null) {
                log.info("TCP listener '{}' forwards to {}", name(), upstream.targets());
            }
        } finally {
            transition.unlock();
        }
    }

    /** Leaves new connections in the backlog, if the listener is listening. Open streams are not affected. */
    public void pause() {
        transition.lock();
        try {
            if (state instanceof ListenerState.Listening(var address)) {
                factory.pause();
                statistics.setPaused(PauseReason.ADMIN, true);
                state = new ListenerState.Paused(address);
                log.info("TCP listener '{}' paused", name());
            }
        } finally {
            transition.unlock();
        }
    }

    /**
     * Accepts again if the listener is paused, and binds and accepts if it is stopped.
     *
     * @throws ListenerStartException if the address cannot be bound
     */
    public void resume() {
        transition.lock();
        try {
            switch (state) {
                case ListenerState.Paused(var address) -> {
                    statistics.setPaused(PauseReason.ADMIN, false);
                    state = new ListenerState.Listening(address);
                    factory.resume();
                    log.info("TCP listener '{}' resumed", name());
                }
                case ListenerState.Stopped _ -> start();
                case ListenerState.Listening _, ListenerState.Draining _ ->
                    log.debug("{} has nothing to resume", name());
            }
        } finally {
            transition.unlock();
        }
    }

    /** Closes the port and begins to drain the streams, and returns. The listener is stopped when the drain is over. */
    public void drain(DrainSettings settings) {
        var _ = beginDrain(settings);
    }

    /** Begins a drain unless one is in progress; the future completes with the result. */
    CompletableFuture<DrainResult> beginDrain(DrainSettings settings) {
        transition.lock();
        try {
            if (state instanceof ListenerState.Draining) {
                return drain;
            }
            SocketAddress address = state.boundAddress();
            if (address == null) {
                return CompletableFuture.completedFuture(DrainResult.NONE);
            }
            // Not a daemon: the process stays until its streams have ended. Started first, because only this step can
            // fail.
            drain = CompletableFuture.supplyAsync(
                    () -> drainNow(settings),
                    Thread.ofPlatform().name("weir-drain-" + name()).daemon(false)::start);
            state = new ListenerState.Draining(address, Instant.now().plus(settings.gracePeriod()));
            statistics.setPaused(PauseReason.ADMIN, false);
            statistics.setPaused(PauseReason.DRAIN, true);
            log.info("TCP listener '{}' drains {} streams", name(), statistics.active());
            return drain;
        } finally {
            transition.unlock();
        }
    }

    private DrainResult drainNow(DrainSettings settings) {
        try {
            // The grace period includes the time that closing the port takes.
            var streams = new Drain(factory.live(), statistics, handler, settings, () -> graceSkipped);
            factory.closePort();
            return streams.run();
        } catch (RuntimeException | Error e) {
            log.error("TCP listener '{}': its drain failed; its streams are closed", name(), e);
            throw e;
        } finally {
            stop();
        }
    }

    /** Ends the grace period of the current drain, and of any later one. */
    void skipGracePeriod() {
        graceSkipped = true;
    }

    /** Frees the address and ends all streams at once. */
    void stop() {
        transition.lock();
        try {
            flow.stop();
        } finally {
            try {
                if (factory.getServerSocketAddress() != null) {
                    // The flow has never run, because its start failed.
                    factory.stop();
                }
            } finally {
                if (upstream != null) {
                    upstream.close();
                }
                for (PauseReason reason : PauseReason.values()) {
                    statistics.setPaused(reason, false);
                }
                state = new ListenerState.Stopped();
                transition.unlock();
            }
        }
    }

    /** Ends a stream of this listener, and returns false if there is none with this id. */
    public boolean end(long id, CloseCause cause) {
        StreamConnection connection = factory.live().find(id);
        if (connection == null) {
            return false;
        }
        connection.endAsync(cause);
        return true;
    }

    /** Returns the layer for captures of a stream of this listener; {@code null} without such a stream or captures. */
    public @Nullable CaptureTransport capture(long id) {
        StreamConnection connection = factory.live().find(id);
        return connection == null ? null : connection.capture().orElse(null);
    }

    /** Checks the accept thread, and the timeouts of every connection; see {@link StreamConnection#sweep}. */
    void sweep(long nowNanos, long gapNanos, boolean expiring) {
        statistics.setPaused(PauseReason.STUCK, !isAcceptLoopAlive());
        for (StreamConnection connection : factory.live().all()) {
            try {
                connection.sweep(nowNanos, gapNanos, expiring);
            } catch (RuntimeException | Error e) {
                factory.failures().stepFailed(connection.observed().info(), "looking for timeouts failed", e);
            }
        }
    }
}
