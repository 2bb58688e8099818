package dev.weir.client;

import dev.weir.observe.ClientGauges;
import dev.weir.observe.CloseCause;
import dev.weir.upstream.Upstream;
import dev.weir.upstream.UpstreamUnavailableException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The frame connections of a client with their load, those that are being opened, and the callers that wait for room. Any thread.
 *
 * <p>A pooled client's callers open connections themselves: an unused connection comes first, then a new one, then the one with
 * the fewest requests.
 */
final class FramePlaces<T, R> implements ClientGauges {

    /**
     * What a caller gets: room on a connection, or the right to open one, which {@link #add} or {@link #failed} ends.
     *
     * @param place {@code null} to open one
     */
    record Grant<T, R>(@Nullable FramePlace<T, R> place) {}

    private final String client;
    private final PoolOptions options;
    private final int limit;
    private final int inFlight;
    private final boolean persistent;
    private final Upstream upstream;
    private final ReentrantLock lock = new ReentrantLock();
    private final WaitQueue<Grant<T, R>> waiters;
    private final List<FramePlace<T, R>> places = new ArrayList<>();
    private int opening;
    private boolean closed;

    FramePlaces(String client, ClientOptions options, int inFlight, Upstream upstream) {
        this.client = client;
        this.options = options.pool();
        this.limit = options.maxConnections();
        this.inFlight = options.mode() == ClientMode.SINGLE ? 1 : inFlight;
        this.persistent = options.mode() != ClientMode.POOLED;
        this.upstream = upstream;
        this.waiters = new WaitQueue<>(client, options.pool(), lock);
    }

    /**
     * Waits for room.
     *
     * @param shortage returns why a persistent connection is missing, for the exception; may return {@code null}
     * @throws UpstreamUnavailableException if a persistent connection is missing and no target is up
     * @throws IOException as {@link WaitQueue#await}, or once the pool is closed
     */
    Grant<T, R> acquire(Supplier<? extends @Nullable Throwable> shortage) throws IOException {
        lock.lock();
        try {
            if (closed) {
                throw UpstreamClosedException.ofClient(client);
            }
            Grant<T, R> free = waiters.isEmpty() ? poll() : null;
            if (free != null) {
                return free;
            }
            UpstreamUnavailableException unavailable = unavailability();
            if (unavailable != null) {
                throw unavailable;
            }
            return waiters.await(() -> places.isEmpty() ? shortage.get() : null);
        } finally {
            lock.unlock();
        }
    }

    private @Nullable UpstreamUnavailableException unavailability() {
        return persistent && places.isEmpty() ? upstream.unavailability() : null;
    }

    private @Nullable Grant<T, R> poll() {
        FramePlace<T, R> least = leastLoaded();
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

    private @Nullable FramePlace<T, R> leastLoaded() {
        FramePlace<T, R> least = null;
        for (FramePlace<T, R> place : places) {
            if (place.hasRoom(inFlight) && (least == null || place.load() < least.load())) {
                least = place;
            }
        }
        return least;
    }

    private void serveWaiters() {
        while (!waiters.isEmpty()) {
            Grant<T, R> grant = poll();
            if (grant == null) {
                return;
            }
            waiters.offer(grant);
        }
    }

    /** Takes the right to open the persistent connection. */
    void beginOpening() {
        lock.lock();
        try {
            opening++;
        } finally {
            lock.unlock();
        }
    }

    /** No connection could be opened. Callers need not wait for a persistent one while no target is up. */
    void failed() {
        lock.lock();
        try {
            opening--;
            UpstreamUnavailableException unavailable = unavailability();
            if (unavailable != null) {
                // One for each: an exception has the stack trace of a single caller.
                waiters.failAll(() -> Objects.requireNonNullElse(unavailability(), unavailable));
            }
            serveWaiters();
        } finally {
            lock.unlock();
        }
    }

    /** Adds a new connection with room taken for its opener. */
    void add(FramePlace<T, R> place) {
        lock.lock();
        try {
            opening--;
            places.add(place);
            place.take();
            serveWaiters();
        } finally {
            lock.unlock();
        }
    }

    /** Removes a connection that is closed. */
    void remove(FramePlace<T, R> place) {
        lock.lock();
        try {
            places.remove(place);
            serveWaiters();
        } finally {
            lock.unlock();
        }
    }

    /** Gives room back. */
    void release(FramePlace<T, R> place) {
        lock.lock();
        try {
            place.giveBack();
            serveWaiters();
        } finally {
            lock.unlock();
        }
    }

    /**
     * Returns why an unused connection is to be closed, by this caller: its age, or how long it has been idle. {@code null} if it
     * is not.
     */
    @Nullable
    CloseCause beginRetiring(FramePlace<T, R> place) {
        lock.lock();
        try {
            CloseCause cause = null;
            if (place.age().hasExpired()) {
                cause = CloseCause.LIFETIME;
            } else if (!persistent && place.age().isIdleFor(options.maxIdle())) {
                cause = CloseCause.IDLE_TIMEOUT;
            }
            return cause != null && place.beginRetiring() ? cause : null;
        } finally {
            lock.unlock();
        }
    }

    List<FramePlace<T, R>> all() {
        lock.lock();
        try {
            return List.copyOf(places);
        } finally {
            lock.unlock();
        }
    }

    void reopen() {
        lock.lock();
        try {
            closed = false;
        } finally {
            lock.unlock();
        }
    }

    /** Fails the callers that wait, and returns the connections without requests, which this caller is to close. */
    List<FramePlace<T, R>> close() {
        lock.lock();
        try {
            closed = true;
            waiters.failAll(() -> UpstreamClosedException.ofClient(client));
            return places.stream().filter(FramePlace::beginRetiring).toList();
        } finally {
            lock.unlock();
        }
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
