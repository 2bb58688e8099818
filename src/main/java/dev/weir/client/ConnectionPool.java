package dev.weir.client;

import dev.weir.observe.AcquireOutcome;
import dev.weir.observe.ClientGauges;
import dev.weir.observe.ClientObserver;
import dev.weir.observe.ClientStatistics;
import dev.weir.observe.CloseCause;
import dev.weir.stream.TcpStream;
import dev.weir.upstream.Upstream;
import dev.weir.upstream.UpstreamAttempt;
import dev.weir.upstream.UpstreamConnection;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
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
    private final Upstream upstream;
    private final ClientStatistics statistics;
    private final ClientObserver observer;
    private final ReentrantLock lock = new ReentrantLock();
    private final WaitQueue<Place> waiters;
    private final Set<UpstreamAttempt> attempts = new HashSet<>();

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
        this.upstream = upstream;
        this.observer = observer;
        this.waiters = new WaitQueue<>(client, options.pool(), lock);
        this.statistics = new ClientStatistics(client, options.mode().label(), this);
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
        long start = System.nanoTime();
        try {
            Place place = await(empty);
            announce(AcquireOutcome.ACQUIRED, start);
            return place;
        } catch (AcquireTimeoutException e) {
            announce(AcquireOutcome.TIMEOUT, start);
            throw e;
        } catch (PoolFullException e) {
            announce(AcquireOutcome.REJECTED, start);
            throw e;
        }
    }

    private void announce(AcquireOutcome outcome, long start) {
        statistics.acquired(outcome);
        observer.acquired(statistics, outcome, System.nanoTime() - start);
    }

    private Place await(boolean empty) throws IOException {
        lock.lock();
        try {
            checkOpen();
            Place free = empty ? pollEmpty() : poll();
            if (free == null) {
                return waiters.await();
            }
            lent++;
            return free;
        } finally {
            lock.unlock();
        }
    }

    private void checkOpen() throws UpstreamClosedException {
        if (closed) {
            throw closedException();
        }
    }

    private UpstreamClosedException closedException() {
        return new UpstreamClosedException("client " + client + " is closed", false, null);
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
        UpstreamAttempt attempt = upstream.attempt(null);
        begin(attempt);
        try {
            UpstreamConnection connection = attempt.connect();
            place.fill(connection, options.maxLifetime());
            return connection;
        } finally {
            end(attempt);
        }
    }

    private void begin(UpstreamAttempt attempt) throws IOException {
        lock.lock();
        try {
            checkOpen();
            attempts.add(attempt);
        } finally {
            lock.unlock();
        }
    }

    private void end(UpstreamAttempt attempt) {
        lock.lock();
        try {
            attempts.remove(attempt);
        } finally {
            lock.unlock();
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
            place.beginIdle();
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
            return place.hasExpired() ? CloseCause.LIFETIME : null;
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
            } else if (place.hasExpired()) {
                retire(place, CloseCause.LIFETIME);
            } else if (place.isIdleFor(options.maxIdle())) {
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
        List<UpstreamAttempt> cancelled;
        lock.lock();
        try {
            closed = true;
            unused = new ArrayList<>(idle);
            lent += idle.size();
            idle.clear();
            cancelled = new ArrayList<>(attempts);
            waiters.failAll(this::closedException);
        } finally {
            lock.unlock();
        }
        for (UpstreamAttempt attempt : cancelled) {
            cancel(attempt);
        }
        List<Thread> closing = unused.stream()
                .map(place -> Thread.startVirtualThread(() -> release(place)))
                .toList();
        for (Thread thread : closing) {
            join(thread);
        }
    }

    private static void cancel(UpstreamAttempt attempt) {
        try {
            attempt.close();
        } catch (IOException _) {
            // The descriptor is released in any case.
        }
    }

    private static void join(Thread thread) {
        try {
            thread.join();
        } catch (InterruptedException _) {
            // The upstream's end follows, which ends the waits for targets.
            Thread.currentThread().interrupt();
        }
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
