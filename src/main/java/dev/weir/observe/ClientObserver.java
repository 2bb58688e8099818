package dev.weir.observe;

/** Receives the events of a client, on the threads of its callers: it must not block or throw. */
public interface ClientObserver {

    /** Observes nothing. */
    ClientObserver NONE = new ClientObserver() {};

    /**
     * A caller's wait for a connection has ended. Opening a connection is not part of it: {@link UpstreamObserver} tells how long
     * that takes.
     *
     * @param nanos its duration
     */
    default void acquired(ClientStatistics client, AcquireOutcome outcome, long nanos) {}

    /** A request is about to be made; returns what observes it. Frames without a reply are no requests. */
    default RequestObservation requestBegun(ClientStatistics client) {
        return RequestObservation.NONE;
    }
}
