package dev.weir.client;

import dev.weir.observe.ClientGauges;
import dev.weir.observe.ClientObserver;
import dev.weir.observe.ClientStatistics;
import dev.weir.observe.CloseCause;
import dev.weir.upstream.Upstream;
import dev.weir.upstream.UpstreamUnavailableException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The frame connections of a client, with room for a number of requests each. Any thread.
 *
 * <p>A pooled client's callers open connections themselves: an unused connection comes first, then a new one, then the one with
 * the fewest requests. Otherwise a thread keeps one connection open.
 */
final class FramePool<T, R> implements ClientGauges {

    /**
     * What a caller gets: room on a connection, or the right to open one.
     *
     * @param place {@code null} to open one
     */
    private record Grant<T, R>(@Nullable FramePlace<T, R> place) {}

    private final String client;
    private final PoolOptions pool;
    private final int limit;
    private final int inFlight;
    private final boolean persistent;
    private final Upstream upstream;
    private final Connecting connecting;
    private final FrameClientOptions<T, R> frames;
    private final Arrivals<R> arrivals;
    private final Reconnector reconnector;
    private final ClientStatistics statistics;
    private final AcquireTimer timer;
    private final ReentrantLock lock = new ReentrantLock();
    private final WaitQueue<Grant<T, R>> waiters;
    private final List<FramePlace<T, R>> places = new ArrayList<>();

    /** Connections that are being opened. */
    private int opening;

    private boolean closed;

    FramePool(
            String client,
            ClientOptions options,
            FrameClientOptions<T, R> frames,
            Upstream upstream,
            ClientObserver observer,
            Function<ClientStatistics, Arrivals<R>> arrivals) {
        this.client = client;
        this.pool = options.pool();
        this.limit = options.maxConnections();
        this.inFlight =
                options.mode() == ClientMode.SINGLE ? 1 : frames.request().inFlight();
        this.persistent = options.mode() != ClientMode.POOLED;
        this.upstream = upstream;
        this.connecting = new Connecting(client, upstream);
        this.frames = frames;
        this.statistics = new ClientStatistics(client, options.mode().label(), this);
        this.arrivals = arrivals.apply(statistics);
        this.reconnector = new Reconnector(client, options.reconnect(), this::connect);
        this.timer = new AcquireTimer(statistics, observer);
        this.waiters = new WaitQueue<>(client, pool, lock);
    }

    ClientStatistics statistics() {
        return statistics;
    }

    /**
     * Waits for a connection with room for a request; {@link #release} must follow.
     *
     * @throws dev.weir.upstream.UpstreamUnavailableException if no target could be connected to
     * @throws IOException as {@link WaitQueue#await}, or once the pool is closed
     */
    FramePlace<T, R> acquire() throws IOException {
        FramePlace<T, R> place = timer.time(this::await).place();
        return place == null ? open() : place;
    }

    private Grant<T, R> await() throws IOException {
        lock.lock();
        try {
            if (closed) {
                throw UpstreamClosedException.ofClient(client);
            }
            Grant<T, R> free = waiters.isEmpty() ? poll() : null;
            if (free != null) {
                return free;
            }
            if (persistent && places.isEmpty()) {
                checkAvailable();
            }
            return waiters.await(() -> places.isEmpty() ? reconnector.lastFailure() : null);
        } finally {
            lock.unlock();
        }
    }

    private void checkAvailable() throws UpstreamUnavailableException {
        UpstreamUnavailableException unavailable = upstream.unavailability();
        if (unavailable != null) {
            throw unavailable;
        }
    }

    private @Nullable Grant<T, R> poll() {
        FramePlace<T, R> least = places.stream()
                .filter(place -> place.hasRoom(inFlight))
                .min(Comparator.comparingInt(FramePlace::load))
                .orElse(null);
        boolean mayOpen = !persistent && places.size() + opening < limit;
        if (mayOpen && (least == null || least.load() > 0)) {
            opening++;
            return new Grant<>(null);
        }
        if (least == null) {
            return null;
        }
        least.take();
        return new Grant<>(least);
    }

    /** Gives waiting callers what there is. With the lock held. */
    private void serveWaiters() {
        while (!waiters.isEmpty()) {
            Grant<T, R> grant = poll();
            if (grant == null) {
                return;
            }
            waiters.offer(grant);
        }
    }

    /** Opens a connection by a right to do so, and takes room on it. */
    private FramePlace<T, R> open() throws IOException {
        FramePlace<T, R> opened = null;
        try {
            var connection = new FrameConnection<>(client, connecting.open(), frames, arrivals);
            opened = new FramePlace<>(connection, pool.maxLifetime());
            return added(opened);
        } finally {
            if (opened == null) {
                opening(-1);
            }
        }
    }

    private void opening(int change) {
        lock.lock();
        try {
            opening += change;
            serveWaiters();
        } finally {
            lock.unlock();
        }
    }

    /** Adds a new connection with room taken for its opener, and starts to read. */
    private FramePlace<T, R> added(FramePlace<T, R> place) {
        lock.lock();
        try {
            opening--;
            places.add(place);
            place.take();
            serveWaiters();
        } finally {
            lock.unlock();
        }
        boolean started = false;
        try {
            place.connection().start(() -> removed(place));
            started = true;
        } finally {
            if (!started) {
                place.connection().retire(CloseCause.RESOURCE);
                removed(place);
            }
        }
        return place;
    }

    /** Gives room back after a request. */
    void release(FramePlace<T, R> place) {
        boolean expired;
        lock.lock();
        try {
            place.giveBack();
            serveWaiters();
            expired = place.age().hasExpired() && place.beginRetiring();
        } finally {
            lock.unlock();
        }
        if (expired) {
            retire(place, CloseCause.LIFETIME);
        }
    }

    private void retire(FramePlace<T, R> place, CloseCause cause) {
        Thread.ofVirtual()
                .name("weir-client " + client + " close")
                .start(() -> place.connection().retire(cause));
    }

    /** A connection is closed. */
    private void removed(FramePlace<T, R> place) {
        lock.lock();
        try {
            places.remove(place);
            serveWaiters();
        } finally {
            lock.unlock();
        }
        reconnector.connectionEnded(place.age().nanos());
    }

    /** Closes unused connections that are too old, or idle for too long; ends those whose target does not read. */
    void sweep() {
        for (FramePlace<T, R> place : snapshot()) {
            place.connection().sweep();
            CloseCause cause = beginRetiring(place);
            if (cause != null) {
                retire(place, cause);
            }
        }
    }

    private List<FramePlace<T, R>> snapshot() {
        lock.lock();
        try {
            return List.copyOf(places);
        } finally {
            lock.unlock();
        }
    }

    private @Nullable CloseCause beginRetiring(FramePlace<T, R> place) {
        lock.lock();
        try {
            if (place.age().hasExpired()) {
                return place.beginRetiring() ? CloseCause.LIFETIME : null;
            }
            boolean idle = !persistent && place.age().isIdleFor(pool.maxIdle());
            return idle && place.beginRetiring() ? CloseCause.IDLE_TIMEOUT : null;
        } finally {
            lock.unlock();
        }
    }

    /** Lends connections, at first and again after {@link #close}. */
    void start() {
        connecting.reopen();
        lock.lock();
        try {
            closed = false;
        } finally {
            lock.unlock();
        }
        if (persistent) {
            reconnector.start();
        }
    }

    /** Opens the persistent connection. */
    private void connect() throws IOException {
        opening(1);
        try {
            release(open());
        } finally {
            failIfUnavailable();
        }
    }

    /** Callers need not wait for a connection while no target is up. */
    private void failIfUnavailable() {
        lock.lock();
        try {
            UpstreamUnavailableException unavailable = places.isEmpty() ? upstream.unavailability() : null;
            if (unavailable != null) {
                waiters.failAll(() -> unavailable);
            }
        } finally {
            lock.unlock();
        }
    }

    /** Fails the callers that wait, cancels connects, and closes the connections without requests in order. */
    void close() {
        List<FramePlace<T, R>> unused;
        lock.lock();
        try {
            closed = true;
            waiters.failAll(() -> UpstreamClosedException.ofClient(client));
            unused = places.stream().filter(FramePlace::beginRetiring).toList();
        } finally {
            lock.unlock();
        }
        reconnector.close();
        connecting.close();
        Parallel.run(unused.stream()
                .<Runnable>map(place -> () -> place.connection().retire(CloseCause.SHUTDOWN_DRAINED))
                .toList());
    }

    @Override
    public int active() {
        lock.lock();
        try {
            return opening
                    + (int) places.stream().filter(place -> place.load() > 0).count();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public int idle() {
        lock.lock();
        try {
            return (int) places.stream().filter(place -> place.load() == 0).count();
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
