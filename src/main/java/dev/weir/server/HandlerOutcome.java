package dev.weir.server;

import dev.weir.observe.CloseCause;
import dev.weir.observe.ObservedConnection;
import dev.weir.observe.StatedCause;
import dev.weir.stream.Half;
import dev.weir.stream.ProtocolViolationException;
import dev.weir.stream.StreamClosedException;
import dev.weir.stream.StreamOrigin;
import java.io.EOFException;
import java.io.IOException;
import java.net.SocketTimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * How a handler's run ended, and who has to look into it.
 *
 * <p>An exception thrown by the connection's own stream carries a mark ({@link StreamOrigin}) and is attributed to the
 * connection. Any other is attributed to the handler, whatever its type: a timeout of the handler's backend is not the client's.
 *
 * @param cause the cause that follows from the handler's return or exception; an earlier event takes precedence
 * @param fault who has to look into it
 */
record HandlerOutcome(CloseCause cause, Fault fault) {

    /** Who has to look into the end of a connection. */
    enum Fault {
        /** Not a fault: the client, the network, an operator or the handler's return ended it. */
        NONE,
        /** The application's developers: the handler threw an exception of its own. */
        HANDLER,
        /** The operator, or Weir's developers: something in this process failed that is not the handler's. */
        PROCESS
    }

    /** How many causes are searched; a chain of causes may be circular. */
    private static final int MAX_DEPTH = 32;

    /** @param drainNotified whether the listener is draining and has notified the handler, which heeds it */
    static HandlerOutcome of(ObservedConnection connection, boolean drainNotified, @Nullable Throwable thrown) {
        if (thrown == null) {
            return new HandlerOutcome(finished(connection, drainNotified), Fault.NONE);
        }
        StreamOrigin origin = StreamOrigin.of(thrown);
        if (origin != null && origin.streamId() == connection.info().id()) {
            return ofStream(connection, drainNotified, origin);
        }
        if (thrown.equals(connection.failure())) {
            // From the TLS handshake, before a stream could mark it; the cause is set already.
            return new HandlerOutcome(CloseCause.IO_ERROR, Fault.NONE);
        }
        if (thrown instanceof StatedCause stated) {
            return new HandlerOutcome(stated.closeCause(), Fault.NONE);
        }
        if (isShortage(thrown)) {
            return new HandlerOutcome(CloseCause.RESOURCE, Fault.PROCESS);
        }
        boolean violation = origin == null && find(thrown, ProtocolViolationException.class);
        return violation
                ? new HandlerOutcome(CloseCause.PROTOCOL_ERROR, Fault.NONE)
                : new HandlerOutcome(CloseCause.HANDLER_ERROR, Fault.HANDLER);
    }

    private static HandlerOutcome ofStream(ObservedConnection connection, boolean drainNotified, StreamOrigin origin) {
        return switch (origin.marked()) {
            // This side closed the stream and set the cause then.
            case StreamClosedException _ -> new HandlerOutcome(finished(connection, drainNotified), Fault.NONE);
            case EOFException _ -> new HandlerOutcome(finished(connection, drainNotified), Fault.NONE);
            case ProtocolViolationException _ -> new HandlerOutcome(CloseCause.PROTOCOL_ERROR, Fault.NONE);
            case SocketTimeoutException _ ->
                new HandlerOutcome(
                        origin.half() == Half.READ ? CloseCause.READ_TIMEOUT : CloseCause.WRITE_TIMEOUT, Fault.NONE);
            case IOException _ -> new HandlerOutcome(CloseCause.IO_ERROR, Fault.NONE);
            case Error _ -> new HandlerOutcome(CloseCause.RESOURCE, Fault.PROCESS);
            default -> new HandlerOutcome(CloseCause.IO_ERROR, Fault.PROCESS);
        };
    }

    private static CloseCause finished(ObservedConnection connection, boolean drainNotified) {
        if (drainNotified) {
            return CloseCause.SHUTDOWN_DRAINED;
        }
        return connection.isRemoteShutDown() ? CloseCause.PEER_CLOSED : CloseCause.HANDLER_COMPLETED;
    }

    /** A StackOverflowError is the handler's own fault, unlike any other VirtualMachineError. */
    private static boolean isShortage(Throwable thrown) {
        return find(thrown, VirtualMachineError.class) && !find(thrown, StackOverflowError.class);
    }

    private static boolean find(Throwable thrown, Class<? extends Throwable> type) {
        Throwable next = thrown;
        for (int depth = 0; next != null && depth < MAX_DEPTH; depth++) {
            if (type.isInstance(next)) {
                return true;
            }
            next = next.getCause();
        }
        return false;
    }
}
