package dev.weir.autoconfigure;

import dev.weir.frame.FrameStreamHandler;
import dev.weir.metrics.HandlerObservationConvention;
import dev.weir.metrics.MeasuredHandler;
import dev.weir.metrics.ObservedHandler;
import dev.weir.stream.TcpStreamHandler;
import io.micrometer.observation.ObservationRegistry;
import org.jspecify.annotations.Nullable;

/**
 * Measures the runs of listeners' handlers.
 *
 * @param registry observes each run; {@code null} for no observation
 * @param convention the application's; {@code null} for the default one
 * @param timing takes the place of the observation; {@code null} if it cannot
 */
record HandlerObservation(
        @Nullable ObservationRegistry registry,
        @Nullable HandlerObservationConvention convention,
        @Nullable HandlerTiming timing) {

    /**
     * Returns the handler, measured where there is a registry.
     *
     * @param listener the listener's name
     * @param name the handler bean's name
     */
    TcpStreamHandler measured(TcpStreamHandler handler, String listener, String name) {
        if (registry == null) {
            return handler;
        }
        return timing == null
                ? new ObservedHandler(handler, listener, name, registry, convention)
                : timing.timed(handler, listener, name);
    }

    /** Whether a listener's handler, measured or not, divides streams into frames. */
    static boolean isFramed(TcpStreamHandler handler) {
        return handler instanceof FrameStreamHandler<?>
                || (handler instanceof MeasuredHandler measured && measured.isFramed());
    }
}
