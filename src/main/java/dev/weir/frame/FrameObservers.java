package dev.weir.frame;

import dev.weir.stream.TcpStream;
import java.util.function.BiConsumer;
import java.util.function.Function;

/**
 * What observes a listener's frames.
 *
 * @param frames returns the observer of a stream's frames; called once a stream
 * @param exchanges observes the handling of frames
 * @param failures receives exceptions of a handler that neither a reply nor the end of the connection follows ({@link
 *     ErrorPolicy#CONTINUE}), on the thread that handles the frame
 */
public record FrameObservers(
        Function<TcpStream, FrameObserver> frames,
        ExchangeObserver exchanges,
        BiConsumer<FrameSession, Exception> failures) {

    /** Observes nothing. */
    public static final FrameObservers NONE =
            new FrameObservers(_ -> FrameObserver.NONE, ExchangeObserver.NONE, (_, _) -> {});
}
