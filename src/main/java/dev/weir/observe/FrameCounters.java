package dev.weir.observe;

import dev.weir.frame.FrameError;
import dev.weir.frame.FrameObserver;
import dev.weir.stream.TcpStream;

/**
 * Counts the frames of one connection, without allocating. One thread at a time reads frames, so counting them is a plain
 * addition. Any number of threads may write them: an atomic addition, which costs 7 ns on a counter that threads rarely share,
 * and no {@link java.util.concurrent.atomic.LongAdder}, whose cells would take memory in every connection.
 */
public final class FrameCounters implements FrameObserver {

    private final FrameStatistics listener;
    private final FrameTally in = new FrameTally();
    private final FrameTally out = new FrameTally();

    FrameCounters(FrameStatistics listener) {
        this.listener = listener;
    }

    /**
     * Returns the counters of a listener's stream; {@link FrameObserver#NONE} if the listener has no frames, or its bytes are
     * not counted either.
     */
    public static FrameObserver of(TcpStream stream) {
        return stream.layer(ObservedTransport.class)
                .<FrameObserver>map(transport -> transport.connection().frames())
                .orElse(NONE);
    }

    /** Number of frames in a direction so far. */
    public long frames(FrameDirection direction) {
        var sizes = new FrameSizes();
        addTo(direction, sizes);
        return sizes.frames();
    }

    void addTo(FrameDirection direction, FrameSizes sizes) {
        switch (direction) {
            case IN -> in.addTo(sizes);
            case OUT -> out.addTo(sizes);
        }
    }

    @Override
    public void received(int length) {
        in.add(length);
        for (FrameObserver observer : listener.observers()) {
            observer.received(length);
        }
    }

    @Override
    public void sent(int length) {
        out.addConcurrently(length);
        for (FrameObserver observer : listener.observers()) {
            observer.sent(length);
        }
    }

    @Override
    public void rejected(FrameError error) {
        listener.rejected(error);
    }
}
