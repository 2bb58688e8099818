package dev.weir.autoconfigure;

import dev.weir.capture.CapturedFrames;
import dev.weir.frame.ExchangeObserver;
import dev.weir.frame.FrameObservers;
import dev.weir.metrics.ExchangeObservationConvention;
import dev.weir.metrics.ObservedExchanges;
import dev.weir.observe.FrameCounters;
import dev.weir.server.FailureLog;
import io.micrometer.observation.ObservationRegistry;
import org.jspecify.annotations.Nullable;

/**
 * Creates what observes the frames of listeners.
 *
 * @param registry observes each exchange; {@code null} for no observation
 * @param convention the application's; {@code null} for the default one
 * @param timing takes the place of the observation; {@code null} if it cannot
 */
record FrameObservation(
        @Nullable ObservationRegistry registry,
        @Nullable ExchangeObservationConvention convention,
        @Nullable ExchangeTiming timing) {

    /**
     * Returns the observers of a listener's frames.
     *
     * @param listener the listener's name
     * @param handler the handler bean's name
     */
    FrameObservers observers(String listener, String handler) {
        var failures = new FailureLog();
        return new FrameObservers(
                stream -> CapturedFrames.of(stream, FrameCounters.of(stream)),
                exchanges(listener, handler),
                (session, failure) -> failures.handlerFailed(listener, handler, session.id(), failure));
    }

    private ExchangeObserver exchanges(String listener, String handler) {
        if (registry == null) {
            return ExchangeObserver.NONE;
        }
        return timing == null
                ? new ObservedExchanges(listener, handler, registry, convention)
                : timing.observer(listener, handler);
    }
}
