package dev.weir.server;

import dev.weir.stream.Transport;

/** Makes a listener's connections and keeps track of them. */
interface ConnectionRegistry {

    /**
     * Makes a connection of an admitted transport and adds it to the live ones. It is not running yet.
     *
     * @param permit closed by the connection when it ends, if it ever runs
     */
    StreamConnection register(Transport transport, Permit permit);

    /** Removes a connection from the live ones. Repeating it has no effect. */
    void remove(StreamConnection connection);
}
