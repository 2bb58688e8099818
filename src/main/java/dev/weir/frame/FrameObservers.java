package dev.weir.frame;

import dev.weir.stream.TcpStream;
import java.util.function.Function;

/**
 * What observes a listener's frames.
 *
 * @param frames returns the observer of a stream's frames; called once a stream
 * @param exchanges observes the handling of frames
 */
public record FrameObservers(Function<TcpStream, FrameObserver> frames, ExchangeObserver exchanges) {

    /** Observes nothing. */
    public static final FrameObservers NONE = new FrameObservers(_ -> FrameObserver.NONE, ExchangeObserver.NONE);
}
