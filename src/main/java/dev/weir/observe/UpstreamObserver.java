package dev.weir.observe;

/** Receives the events of connecting to targets. Called on the threads that connect: it must not block or throw. */
public interface UpstreamObserver {

    /** Observes nothing. */
    UpstreamObserver NONE = new UpstreamObserver() {};

    /**
     * An attempt to connect has ended.
     *
     * @param nanos its duration, with the TLS handshake if there is one
     */
    default void connectEnded(TargetStatistics target, ConnectOutcome outcome, long nanos) {}
}
