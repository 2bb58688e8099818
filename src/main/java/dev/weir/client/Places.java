package dev.weir.client;

import dev.weir.observe.ClientGauges;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The places of a pool, and the callers that wait for one. Each place is lent, or idle with a connection, or empty; there are always
 * as many as the limit. Any thread.
 */
final class Places implements ClientGauges {

    private final String client;
    private final int limit;
    private final ReentrantLock lock = new ReentrantLock();
    private final WaitQueue<Place> waiters;

    /** Connected places; the one that was used last is first. */
    private final Deque<Place> idle = new ArrayDeque<>();

    /** Places that are neither idle nor empty. */
    private int lent;

    /** Those of them that are being swept. */
    private int swept;

    private boolean closed;

    Places(String client, ClientOptions options) {
        this.client = client;
        this.limit = options.maxConnections();
        this.waiters = new WaitQueue<>(client, options.pool(), lock);
    }

    /**
     * Waits for a place; {@link #offer} must follow.
     *
     * @param empty whether an empty place comes before one with a connection
     * @throws IOException as {@link WaitQueue#await}, or once the pool is closed
     */
    Place acquire(boolean empty) throws IOException {
        lock.lock();
        try {
            if (closed) {
                throw UpstreamClosedException.ofClient(client);
            }
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

    /** Callers wait only while no place is free, so that none is overtaken here. */
    private @Nullable Place poll() {
        Place recent = idle.pollFirst();
        return recent == null && lent < limit ? new Place() : recent;
    }

    private @Nullable Place pollEmpty() {
        return lent + idle.size() < limit ? new Place() : idle.pollLast();
    }

    /**
     * Returns a place, to the caller that has waited longest if there is one. Returns false if the pool is closed: the place is to
     * be emptied, and {@link #drop} follows.
     */
    boolean offer(Place place) {
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

    /** Returns an empty place to a pool that is closed. */
    void drop() {
        lock.lock();
        try {
            lent--;
        } finally {
            lock.unlock();
        }
    }

    /** Takes the place that has been idle longest. Those that are offered go to the other end, so that each is taken once. */
    @Nullable
    Place beginSweep() {
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

    /** The sweep of a place has ended; it is offered next. */
    void endSweep() {
        lock.lock();
        try {
            swept--;
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

    /** Fails the callers that wait, and returns the idle places, which are lent to this caller. */
    List<Place> close() {
        lock.lock();
        try {
            closed = true;
            waiters.failAll(() -> UpstreamClosedException.ofClient(client));
            var unused = new ArrayList<>(idle);
            lent += unused.size();
            idle.clear();
            return unused;
        } finally {
            lock.unlock();
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
