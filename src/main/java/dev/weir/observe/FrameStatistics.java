package dev.weir.observe;

import dev.weir.frame.FrameError;
import dev.weir.frame.FrameObserver;
import java.util.Arrays;
import java.util.Collection;

/** The frames of one listener, summed up on request as the bytes in {@link ListenerStatistics} are. Any thread. */
public final class FrameStatistics {

    private final Collection<ObservedConnection> live;
    private final Object moving;
    private final FrameSizes endedIn = new FrameSizes();
    private final FrameSizes endedOut = new FrameSizes();
    private final Tally<FrameError> rejected = new Tally<>(FrameError.class);
    private volatile FrameObserver[] observers = {};

    /**
     * @param live the open connections
     * @param moving the lock under which a connection leaves them
     */
    FrameStatistics(Collection<ObservedConnection> live, Object moving) {
        this.live = live;
        this.moving = moving;
    }

    /** Keeps the counts of a connection that has ended; under the lock, and without allocating. */
    void ended(ObservedConnection connection) {
        FrameCounters frames = connection.frames();
        if (frames != null) {
            frames.addTo(FrameDirection.IN, endedIn);
            frames.addTo(FrameDirection.OUT, endedOut);
        }
    }

    void rejected(FrameError error) {
        rejected.count(error);
    }

    /** Those added by {@link #addObserver}. */
    FrameObserver[] observers() {
        return observers;
    }

    /**
     * Adds an observer of the frames of all connections, beside these counts.
     *
     * @param observer called on the connections' own threads, so it must be fast and must not block
     */
    public synchronized void addObserver(FrameObserver observer) {
        FrameObserver[] more = Arrays.copyOf(observers, observers.length + 1);
        more[observers.length] = observer;
        observers = more;
    }

    /** Frames by size since the start, including those of open connections. */
    public FrameSizes sizes(FrameDirection direction) {
        var sizes = new FrameSizes();
        synchronized (moving) {
            switch (direction) {
                case IN -> endedIn.addTo(sizes);
                case OUT -> endedOut.addTo(sizes);
            }
            for (ObservedConnection connection : live) {
                FrameCounters frames = connection.frames();
                if (frames != null) {
                    frames.addTo(direction, sizes);
                }
            }
        }
        return sizes;
    }

    /** Frames since the start, including those of open connections. */
    public long frames(FrameDirection direction) {
        return sizes(direction).frames();
    }

    /** Frames rejected for this reason since the start. */
    public long rejectedFor(FrameError error) {
        return rejected.sum(error);
    }
}
