package dev.weir.observe;

import java.util.Collections;
import java.util.EnumSet;
import java.util.Set;

/**
 * Hears what becomes of connections.
 *
 * <p>Calls come on the connection's own threads, in the order of events for one connection and at once for different ones.
 * Bytes are not announced: {@link ObservedConnection} has their counts at any time.
 *
 * <p>A bean of this type joins Weir's own observers. Unless it is an {@link InlineObserver}, it is called from a thread of its
 * own that takes events from a bounded queue ({@link QueuedObserver}), so one that blocks or throws holds up no stream: it
 * loses events.
 */
public interface ConnectionObserver {

    /**
     * Returns the events that this observer handles; all by default. No other event takes a place in its queue. Called once.
     */
    default Set<ObservedEvent> events() {
        return Collections.unmodifiableSet(EnumSet.allOf(ObservedEvent.class));
    }

    /** The connection has been admitted, and its handler is about to run. */
    default void opened(ObservedConnection connection) {}

    /** The TLS handshake is over; not called where there is no TLS. */
    default void handshakeDone(ObservedConnection connection, HandshakeResult handshake) {}

    /** The client's first byte has come. */
    default void firstByte(ObservedConnection connection) {}

    /** One side has ended its write direction while the connection goes on. Once a side. */
    default void shutDown(ObservedConnection connection, Side side) {}

    /** The handler failed with an exception that the connection has not caused. The connection ends next. */
    default void handlerFailed(ObservedConnection connection, Throwable failure) {}

    /** The connection is gone, and its counts are final. Once. */
    default void closed(ObservedConnection connection, CloseCause cause) {}
}
