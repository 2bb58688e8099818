package dev.weir.client;

import java.io.InterruptedIOException;
import java.net.SocketTimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * The exceptions of requests on one connection.
 *
 * @param client the client's name
 * @param target the target as configured
 */
record RequestFailures(String client, String target) {

    SocketTimeoutException timeout(@Nullable Throwable cause) {
        var timeout = new SocketTimeoutException("client " + client + ": no reply of " + target + " in time");
        if (cause != null) {
            timeout.initCause(cause);
        }
        return timeout;
    }

    /** Sets the interrupt flag again. */
    InterruptedIOException interrupted() {
        Thread.currentThread().interrupt();
        return new InterruptedIOException("client " + client + ": interrupted while waiting for a reply");
    }

    /** For a request of which bytes may have left. */
    UpstreamClosedException closed(Throwable cause) {
        return new UpstreamClosedException(
                "client " + client + ": the connection to " + target + " ended before the reply: " + cause.getMessage(),
                true,
                cause);
    }
}
