package dev.weir.observe;

import java.util.Collections;
import java.util.EnumSet;
import java.util.Set;

/**
 * Receives the events of connections.
 *
 * <p>The events of one connection arrive in order, those of different connections concurrently. There are no events for bytes:
 * {@link ObservedConnection} has their counts at any time.
 *
 * <p>Each bean of this type is called from a thread of its own, with a bounded queue between ({@link QueuedObserver}): an
 * observer that blocks or throws delays no stream, but loses events once its queue is full. An {@link InlineObserver} is called
 * on the connection's own threads instead.
 *
 * <p>An observer that is registered as a bean:
 * {@snippet file="dev/weir/snippets/UploadLog.java" region="observer"}
 */
public interface ConnectionObserver {

    /**
     * Returns the events that this observer handles; by default all. Other events take no place in its queue. Called once.
     */
    default Set<ObservedEvent> events() {
        return Collections.unmodifiableSet(EnumSet.allOf(ObservedEvent.class));
    }

    /** The connection has been admitted, and its handler is about to run. */
    default void opened(ObservedConnection connection) {}

    /** The TLS handshake has succeeded or failed. Not called without TLS. */
    default void handshakeDone(ObservedConnection connection, HandshakeResult handshake) {}

    /** The client's first byte has arrived. */
    default void firstByte(ObservedConnection connection) {}

    /** One side has ended its write direction, and the connection continues. At most once per side. */
    default void shutDown(ObservedConnection connection, Side side) {}

    /** The handler failed with an exception not caused by the connection. The connection ends next. */
    default void handlerFailed(ObservedConnection connection, Throwable failure) {}

    /** The connection has ended, and its counts are final. Exactly once after {@link #opened}. */
    default void closed(ObservedConnection connection, CloseCause cause) {}
}
