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
}
