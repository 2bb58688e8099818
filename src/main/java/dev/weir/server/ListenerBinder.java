package dev.weir.server;

import dev.weir.stream.TcpListener;
import dev.weir.stream.TransportSource;
import java.io.IOException;

/**
 * Binds the address of a listener, whenever it starts. A bean of this type replaces {@link #SOCKETS}.
 */
@FunctionalInterface
public interface ListenerBinder {

    /** Server sockets of the JDK. */
    ListenerBinder SOCKETS = definition -> TcpListener.bind(definition.address().toString(), definition.options());

    /**
     * Binds a listener's address.
     *
     * @throws IOException if it cannot be bound; the listener does not start
     */
    TransportSource bind(ListenerDefinition definition) throws IOException;

    /**
     * Whether connections are sockets, which is the default. What the JDK initialises with the first of them is then
     * initialised before any address is bound.
     */
    default boolean usesSockets() {
        return true;
    }

    /** The name of the connections' transport, for operators, such as {@code linux}; {@code jdk} by default. */
    default String transport() {
        return "jdk";
    }
}
