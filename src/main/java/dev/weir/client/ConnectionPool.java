package dev.weir.client;

import dev.weir.observe.ClientObserver;
import dev.weir.observe.ClientStatistics;
import dev.weir.observe.CloseCause;
import dev.weir.stream.TcpStream;
import dev.weir.upstream.Upstream;
import dev.weir.upstream.UpstreamConnection;
import java.io.IOException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Connections in the places of a pool. A caller acquires a place, connects it, and returns it whatever happens: a failed connect
 * returns an empty place, which the next caller tries for itself. Any thread.
 */
final class ConnectionPool {

    private static final Logger log = LoggerFactory.getLogger(ConnectionPool.class);

    private final String client;
    private final PoolOptions options;
    private final Places places;
    private final Connecting connecting;
    private final ClientStatistics statistics;
    private final AcquireTimer timer;

    ConnectionPool(String client, ClientOptions options, Upstream upstream, ClientObserver observer) {
        this.client = client;
        this.options = options.pool();
        this.places = new Places(client, options);
        this.connecting = new Connecting(client, upstream);
        this.statistics = new ClientStatistics(client, options.mode().label(), places);
        this.timer = new AcquireTimer(statistics, observer);
    }

    ClientStatistics statistics() {
        return statistics;
    }

    /**
     * Waits for a place: one with a connection before an empty one.
     *
     * @throws IOException as {@link Places#acquire}
     */
    Place acquire() throws IOException {
        return timer.time(() -> places.acquire(false));
    }

    /** Waits for a place: an empty one before one with a connection, which is not needed. */
    Place acquireEmpty() throws IOException {
        return timer.time(() -> places.acquire(true));
    }

    /**
     * Returns the connection of an acquired place: the one that is there if it is alive, else a new one.
     *
     * @throws dev.weir.upstream.UpstreamUnavailableException if no target could be connected to
     */
    UpstreamConnection connect(Place place) throws IOException {
        if (!place.isEmpty() && !isQuiet(place)) {
            endUnusable(place);
        }
        return place.isEmpty() ? open(place) : place.connection();
    }

    /** Returns a new connection in an acquired place. */
    UpstreamConnection connectNew(Place place) throws IOException {
        place.empty(CloseCause.IDLE_TIMEOUT);
        return open(place);
    }

    private UpstreamConnection open(Place place) throws IOException {
        UpstreamConnection connection = connecting.open();
        place.fill(connection, options.maxLifetime());
        return connection;
    }

    private boolean isQuiet(Place place) {
        try {
            return place.connection().stream().isQuiet();
        } catch (RuntimeException e) {
            // From a transport that an application has wrapped: the place must not be lost.
            log.error("client {}: {} failed", client, place.connection(), e);
            return false;
        }
    }

    /** Without the wait of an orderly close: whatever it has received, no caller has asked for it. */
    private static void endUnusable(Place place) {
        UpstreamConnection connection = place.connection();
        connection.end(connection.observed().isRemoteShutDown() ? CloseCause.PEER_CLOSED : CloseCause.PROTOCOL_ERROR);
        place.empty();
    }

    /** Returns a place after its use. The connection stays open if it can serve another caller. */
    void giveBack(Place place) {
        CloseCause end = place.isEmpty() ? null : causeOfEnd(place);
        if (end != null && place.connection().stream().isOpen()) {
            retire(place, end);
            return;
        }
        if (end != null) {
            place.empty(end);
        } else if (!place.isEmpty()) {
            resetSettings(place.connection().stream());
            place.age().beginIdle();
        }
        release(place);
    }

    /** A caller's settings are for its use only. */
    private static void resetSettings(TcpStream stream) {
        stream.readTimeout(Duration.ZERO);
        stream.onClose(null);
    }

    /** Returns why a connection cannot serve another caller; {@code null} if it can. */
    private @Nullable CloseCause causeOfEnd(Place place) {
        if (isQuiet(place)) {
            return place.age().hasExpired() ? CloseCause.LIFETIME : null;
        }
        return place.connection().observed().isRemoteShutDown() ? CloseCause.PEER_CLOSED : CloseCause.HANDLER_COMPLETED;
    }

    /** Returns a place as it is. */
    void release(Place place) {
        if (!places.offer(place)) {
            place.empty(CloseCause.SHUTDOWN_DRAINED);
            places.drop();
        }
    }

    /** Closes a place's connection in order and returns the place, without a wait of the caller for the target. */
    private void retire(Place place, CloseCause cause) {
        Thread.ofVirtual().name("weir-client " + client + " close").start(() -> {
            place.empty(cause);
            release(place);
        });
    }

    /** Closes idle connections that are too old or idle for too long, or that have ended. */
    void sweep() {
        int count = places.idle();
        for (int i = 0; i < count; i++) {
            Place place = places.beginSweep();
            if (place == null) {
                return;
            }
            if (!isQuiet(place)) {
                endUnusable(place);
            }
            places.endSweep();
            if (!place.isEmpty() && place.age().hasExpired()) {
                retire(place, CloseCause.LIFETIME);
            } else if (!place.isEmpty() && place.age().isIdleFor(options.maxIdle())) {
                retire(place, CloseCause.IDLE_TIMEOUT);
            } else {
                release(place);
            }
        }
    }

    /** Lends connections again after {@link #close}. */
    void reopen() {
        connecting.reopen();
        places.reopen();
    }

    /** Fails the callers that wait, cancels connects, and closes the idle connections in order. */
    void close() {
        var unused = places.close();
        connecting.close();
        Parallel.run(
                unused.stream().<Runnable>map(place -> () -> release(place)).toList());
    }
}
