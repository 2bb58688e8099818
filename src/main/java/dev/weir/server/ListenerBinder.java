package dev.weir.server;

import dev.weir.stream.TcpListener;
import dev.weir.stream.TransportSource;
import java.io.IOException;

/**
 * Binds the address of a listener, whenever it starts. A bean of this type replaces {@link #SOCKETS}, the server sockets of the
 * JDK.
 */
@FunctionalInterface
public interface ListenerBinder {

    ListenerBinder SOCKETS = definition -> TcpListener.bind(definition.address().toString(), definition.options());

    /** @throws IOException if the address cannot be bound; the listener does not start */
    TransportSource bind(ListenerDefinition definition) throws IOException;
}
