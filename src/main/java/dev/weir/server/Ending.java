package dev.weir.server;

import dev.weir.observe.CloseCause;
import dev.weir.observe.ObservedConnection;
import dev.weir.stream.StreamClosedException;
import java.io.EOFException;
import java.io.IOException;
import java.net.ProtocolException;
import java.net.SocketTimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * How a handler's run ended.
 *
 * @param cause what the handler's return, or what it threw, says; an earlier event keeps precedence
 * @param isHandlersFault whether somebody has to look into the handler, rather than the peer or the network
 */
record Ending(CloseCause cause, boolean isHandlersFault) {

    /** @param toldToEnd whether the server was draining and has said so */
    static Ending of(ObservedConnection connection, boolean toldToEnd, @Nullable Throwable thrown) {
        return switch (thrown) {
            case null -> new Ending(finished(connection, toldToEnd), false);
            // Thrown by our own stream after somebody closed it: whoever did that has named the cause.
            case StreamClosedException _ -> new Ending(finished(connection, toldToEnd), false);
            case EOFException _
            when connection.isRemoteShutDown() || toldToEnd -> new Ending(finished(connection, toldToEnd), false);
            case ProtocolException _ -> new Ending(CloseCause.PROTOCOL_ERROR, false);
            case SocketTimeoutException _ -> new Ending(CloseCause.READ_TIMEOUT, false);
            // Where nobody notes what breaks a connection, every such exception is taken for that.
            case IOException _ when !connection.isCounted() -> new Ending(CloseCause.IO_ERROR, false);
            default ->
                isCausedBy(thrown, connection.failure())
                        ? new Ending(CloseCause.IO_ERROR, false)
                        : new Ending(CloseCause.HANDLER_ERROR, true);
        };
    }

    private static CloseCause finished(ObservedConnection connection, boolean toldToEnd) {
        if (toldToEnd) {
            return CloseCause.SHUTDOWN_DRAINED;
        }
        return connection.isRemoteShutDown() ? CloseCause.PEER_CLOSED : CloseCause.HANDLER_COMPLETED;
    }

    /** Handlers often wrap the exception that the broken stream gave them. */
    private static boolean isCausedBy(Throwable thrown, @Nullable Throwable failure) {
        for (Throwable e = thrown; e != null && failure != null; e = e.getCause()) {
            if (e.equals(failure)) {
                return true;
            }
        }
        return false;
    }
}
