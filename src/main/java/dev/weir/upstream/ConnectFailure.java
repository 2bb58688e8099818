package dev.weir.upstream;

import dev.weir.observe.ConnectOutcome;
import dev.weir.observe.IoFailure;
import java.io.IOException;
import java.net.ConnectException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import javax.net.ssl.SSLException;

/** Classifies failed connects. */
final class ConnectFailure {

    private ConnectFailure() {}

    /** Whether this process lacks descriptors or memory, which says nothing about the target. */
    static boolean isOwn(IOException e) {
        return switch (IoFailure.of(e)) {
            case NO_DESCRIPTORS, NO_MEMORY -> true;
            case RESET, TIMED_OUT, UNREACHABLE, OTHER -> false;
        };
    }

    /** Describes a failure in a line; some exceptions say nothing but their type, or nothing but a host. */
    static String describe(IOException e) {
        return switch (e) {
            case UnknownHostException _ -> "no address: " + e.getMessage();
            default -> e.getMessage() == null ? e.toString() : e.getMessage();
        };
    }

    static ConnectOutcome outcomeOf(IOException e) {
        return switch (e) {
            case SocketTimeoutException _ -> ConnectOutcome.TIMEOUT;
            case UnknownHostException _ -> ConnectOutcome.UNRESOLVED;
            case SSLException _ -> ConnectOutcome.TLS_ERROR;
            default -> ofMessage(e);
        };
    }

    /** The kernel's own timeout (ETIMEDOUT) is a ConnectException as well. */
    private static ConnectOutcome ofMessage(IOException e) {
        if (IoFailure.of(e) == IoFailure.TIMED_OUT) {
            return ConnectOutcome.TIMEOUT;
        }
        return e instanceof ConnectException ? ConnectOutcome.REFUSED : ConnectOutcome.ERROR;
    }
}
