package dev.weir.client;

import dev.weir.observe.ClientObserver;
import dev.weir.observe.ClientStatistics;
import dev.weir.observe.CloseCause;
import dev.weir.upstream.Upstream;
import java.io.IOException;
import java.util.List;
import java.util.function.Function;

/**
 * Opens and closes the frame connections of a client, on the threads of a pooled client's callers; for other clients, a thread
 * keeps one connection open. Any thread.
 */
final class FramePool<T, R> {

    private final String client;
    private final PoolOptions options;
    private final boolean persistent;
    private final FrameClientOptions<T, R> frames;
    private final FramePlaces<T, R> places;
    private final Connecting connecting;
    private final Reconnector reconnector;
    private final ClientStatistics statistics;
    private final Arrivals<R> arrivals;
    private final AcquireTimer timer;

    FramePool(
            String client,
            ClientOptions options,
            FrameClientOptions<T, R> frames,
            Upstream upstream,
            ClientObserver observer,
            Function<ClientStatistics, Arrivals<R>> arrivals) {
        this.client = client;
        this.options = options.pool();
        this.persistent = options.mode() != ClientMode.POOLED;
        this.frames = frames;
        this.places = new FramePlaces<>(client, options, frames.request().inFlight(), upstream);
        this.connecting = new Connecting(client, upstream);
        this.reconnector = new Reconnector(client, options.reconnect(), this::connect);
        this.statistics = new ClientStatistics(client, options.mode().label(), places);
        this.arrivals = arrivals.apply(statistics);
        this.timer = new AcquireTimer(statistics, observer);
    }

    ClientStatistics statistics() {
        return statistics;
    }

    /**
     * Waits for a connection with room for a request; {@link #release} must follow.
     *
     * @throws dev.weir.upstream.UpstreamUnavailableException if no target could be connected to
     * @throws IOException as {@link FramePlaces#acquire}
     */
    FramePlace<T, R> acquire() throws IOException {
        FramePlace<T, R> place =
                timer.time(() -> places.acquire(reconnector::lastFailure)).place();
        return place == null ? open() : place;
    }

    /** Opens a connection by a right to do so, and takes room on it. */
    private FramePlace<T, R> open() throws IOException {
        FramePlace<T, R> opened = null;
        try {
            var connection = new FrameConnection<>(client, connecting.open(), frames, arrivals);
            opened = new FramePlace<>(connection, options.maxLifetime());
        } finally {
            if (opened == null) {
                places.failed();
            }
        }
        places.add(opened);
        start(opened);
        return opened;
    }

    private void start(FramePlace<T, R> place) {
        boolean started = false;
        try {
            place.connection().start(() -> ended(place));
            started = true;
        } finally {
            if (!started) {
                place.connection().retire(CloseCause.RESOURCE);
                ended(place);
            }
        }
    }

    private void ended(FramePlace<T, R> place) {
        places.remove(place);
        reconnector.connectionEnded(place.age().nanos());
    }

    /** Gives room back after a request. */
    void release(FramePlace<T, R> place) {
        places.release(place);
        retireIfDue(place);
    }

    private void retireIfDue(FramePlace<T, R> place) {
        CloseCause cause = places.beginRetiring(place);
        if (cause != null) {
            Thread.ofVirtual()
                    .name("weir-client " + client + " close")
                    .start(() -> place.connection().retire(cause));
        }
    }

    /** Closes unused connections that are too old, or idle for too long; ends those whose target does not read. */
    void sweep() {
        for (FramePlace<T, R> place : places.all()) {
            place.connection().sweep();
            retireIfDue(place);
        }
    }

    /** Lends connections, at first and again after {@link #close}. */
    void start() {
        connecting.reopen();
        places.reopen();
        if (persistent) {
            reconnector.start();
        }
    }

    /** Opens the persistent connection. */
    private void connect() throws IOException {
        places.beginOpening();
        release(open());
    }

    /** Fails the callers that wait, cancels connects, and closes the connections without requests in order. */
    void close() {
        List<FramePlace<T, R>> unused = places.close();
        reconnector.close();
        connecting.close();
        Parallel.run(unused.stream()
                .<Runnable>map(place -> () -> place.connection().retire(CloseCause.SHUTDOWN_DRAINED))
                .toList());
    }
}
