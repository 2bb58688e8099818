package dev.weir.client;

import dev.weir.observe.ClientGauges;
import dev.weir.observe.ClientObserver;
import dev.weir.observe.ClientStatistics;
import dev.weir.observe.CloseCause;
import dev.weir.stream.TcpStream;
import dev.weir.upstream.Upstream;
import dev.weir.upstream.UpstreamConnection;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Places for connections, and the callers that wait for one. Any thread.
 *
 * <p>Each place is lent, or idle with a connection, or empty; there are always as many as the limit. A caller acquires a place,
 * connects it, and releases it whatever happens: a failed connect returns an empty place, which the next caller tries for
 * itself.
 */
final class ConnectionPool implements ClientGauges {

    private final String client;
    private final PoolOptions options;
    private final int limit;
    private final Connecting connecting;
    private final ClientStatistics statistics;
    private final AcquireTimer timer;
    private final ReentrantLock lock = new ReentrantLock();
    private final WaitQueue<Place> waiters;

    /** Connected places; the one that was used last is first. */
    private final Deque<Place> idle = new ArrayDeque<>();

    /** Places that are neither idle nor empty. */
    private int lent;

    /** Those of them that are lent to {@link #sweep}. */
    private int swept;

    private boolean closed;

    ConnectionPool(String client, ClientOptions options, Upstream upstream, ClientObserver observer) {
        this.client = client;
        this.options = options.pool();
        this.limit = options.maxConnections();
        this.connecting = new Connecting(client, upstream);
        this.waiters = new WaitQueue<>(client, options.pool(), lock);
        this.statistics = new ClientStatistics(client, options.mode().label(), this);
        this.timer = new AcquireTimer(statistics, observer);
    }

    ClientStatistics statistics() {
        return statistics;
    }

    /**
     * Waits for a place: an idle connection before an empty place.
     *
     * @throws IOException as {@link WaitQueue#await}, or once the pool is closed
     */
    Place acquire() throws IOException {
        return acquire(false);
    }

    /** Waits for a place whose connection, if it has one, is not needed: an empty place before an idle connection. */
    Place acquireEmpty() throws IOException {
        return acquire(true);
    }

    private Place acquire(boolean empty) throws IOException {
        return timer.time(() -> await(empty));
    }

    private Place await(boolean empty) throws IOException {
        lock.lock();
        try {
            checkOpen();
            Place free = empty ? pollEmpty() : poll();
            if (free == null) {
                return waiters.await(null);
            }
            lent++;
            return free;
        } finally {
            lock.unlock();
        }
    }

    private void checkOpen() throws UpstreamClosedException {
        if (closed) {
            throw UpstreamClosedException.ofClient(client);
        }
    }

    /** Callers wait only while no place is free, so that none is overtaken here. */
    private @Nullable Place poll() {
        Place recent = idle.pollFirst();
        return recent == null && lent < limit ? new Place() : recent;
    }

    private @Nullable Place pollEmpty() {
        return lent + idle.size() < limit ? new Place() : idle.pollLast();
    }

    /**
     * Returns the connection of an acquired place: the one that is there if it is alive, else a new one.
     *
     * @throws dev.weir.upstream.UpstreamUnavailableException if no target could be connected to
     */
    UpstreamConnection connect(Place place) throws IOException {
        if (!place.isEmpty() && !place.connection().stream().isQuiet()) {
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
    private static @Nullable CloseCause causeOfEnd(Place place) {
        UpstreamConnection connection = place.connection();
        if (connection.stream().isQuiet()) {
            return place.age().hasExpired() ? CloseCause.LIFETIME : null;
        }
        return connection.observed().isRemoteShutDown() ? CloseCause.PEER_CLOSED : CloseCause.HANDLER_COMPLETED;
    }

    /** Returns a place, to the caller that has waited longest if there is one. */
    void release(Place place) {
        if (!offer(place)) {
            place.empty(CloseCause.SHUTDOWN_DRAINED);
            lock.lock();
            try {
                lent--;
            } finally {
                lock.unlock();
            }
        }
    }

    /** Returns false if the pool is closed. */
    private boolean offer(Place place) {
        lock.lock();
        try {
            if (closed) {
                return false;
            }
            if (!waiters.offer(place)) {
                lent--;
                if (!place.isEmpty()) {
                    idle.addFirst(place);
                }
            }
            return true;
        } finally {
            lock.unlock();
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
        int count = idle();
        for (int i = 0; i < count; i++) {
            Place place = beginSweep();
            if (place == null) {
                return;
            }
            if (!place.connection().stream().isQuiet()) {
                endUnusable(place);
            }
            endSweep();
            if (place.isEmpty()) {
                release(place);
            } else if (place.age().hasExpired()) {
                retire(place, CloseCause.LIFETIME);
            } else if (place.age().isIdleFor(options.maxIdle())) {
                retire(place, CloseCause.IDLE_TIMEOUT);
            } else {
                release(place);
            }
        }
    }

    /** Takes the place that has been idle longest. Released ones go to the other end, so that each is taken once. */
    private @Nullable Place beginSweep() {
        lock.lock();
        try {
            Place place = idle.pollLast();
            if (place != null) {
                lent++;
                swept++;
            }
            return place;
        } finally {
            lock.unlock();
        }
    }

    private void endSweep() {
        lock.lock();
        try {
            swept--;
        } finally {
            lock.unlock();
        }
    }

    /** Lends connections again after {@link #close}. */
    void reopen() {
        connecting.reopen();
        lock.lock();
        try {
            closed = false;
        } finally {
            lock.unlock();
        }
    }

    /** Fails the callers that wait, cancels connects, and closes the idle connections in order. */
    void close() {
        List<Place> unused;
        lock.lock();
        try {
            closed = true;
            unused = new ArrayList<>(idle);
            lent += idle.size();
            idle.clear();
            waiters.failAll(() -> UpstreamClosedException.ofClient(client));
        } finally {
            lock.unlock();
        }
        connecting.close();
        Parallel.run(
                unused.stream().<Runnable>map(place -> () -> release(place)).toList());
    }

    @Override
    public int active() {
        lock.lock();
        try {
            return lent - swept;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public int idle() {
        lock.lock();
        try {
            return idle.size() + swept;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public int limit() {
        return limit;
    }

    @Override
    public int pending() {
        lock.lock();
        try {
            return waiters.size();
        } finally {
            lock.unlock();
        }
    }
}
