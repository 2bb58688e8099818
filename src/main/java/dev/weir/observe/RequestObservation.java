package dev.weir.observe;

import org.jspecify.annotations.Nullable;

/** Observes one request of a client, on its caller's thread: it must not block or throw. */
public interface RequestObservation {

    /** Observes nothing. */
    RequestObservation NONE = new RequestObservation() {};

    /** The request has a connection to this target, and is sent next. */
    default void connected(TargetStatistics target) {}

    /**
     * The request has ended; once.
     *
     * @param failure {@code null} if there is a reply
     */
    default void ended(RequestOutcome outcome, @Nullable Throwable failure) {}
}
