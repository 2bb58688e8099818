package dev.weir.observe;

/** The state of a client's connections and callers. Any thread. */
public interface ClientGauges {

    /** Connections in use, those that are being opened or closed included. */
    int active();

    /** Open connections that are not in use. */
    int idle();

    /** Limit for the connections that are open at once. */
    int limit();

    /** Callers that wait for a connection. */
    int pending();
}
