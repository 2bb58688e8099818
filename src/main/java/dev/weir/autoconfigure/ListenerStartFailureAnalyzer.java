package dev.weir.autoconfigure;

import dev.weir.server.ListenerStartException;
import java.net.UnknownHostException;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** Explains why a listener could not be bound, and how to correct it. */
final class ListenerStartFailureAnalyzer extends AbstractFailureAnalyzer<ListenerStartException> {

    @Override
    protected FailureAnalysis analyze(Throwable rootFailure, ListenerStartException failure) {
        String key = "weir.listeners." + failure.listener() + ".address";
        String path = failure.address().replaceFirst("^unix:", "");
        String reason = withoutPrefix(reason(failure.getCause()), path + ": ");
        return new FailureAnalysis(
                "Listener '" + failure.listener() + "' could not bind " + key + " = " + failure.address() + ": "
                        + reason,
                remedy(key, failure.address(), reason),
                failure);
    }

    private static String reason(@Nullable Throwable cause) {
        return switch (cause) {
            case null -> "unknown reason";
            case UnknownHostException _ -> "unknown host " + cause.getMessage();
            default -> String.valueOf(cause.getMessage());
        };
    }

    /** Removes the address, which the message already has. */
    private static String withoutPrefix(String reason, String prefix) {
        return reason.startsWith(prefix) ? reason.substring(prefix.length()) : reason;
    }

    private static String remedy(String key, String address, String reason) {
        if (reason.contains("in use")) {
            String show = address.startsWith("unix:") ? "ss -lxp" : "ss -ltnp";
            return "Stop the process that listens on " + address + " (" + show + " shows it), or set " + key
                    + " to a free one.";
        }
        if (reason.contains("Permission denied")) {
            return address.startsWith("unix:")
                    ? "Let this process write to the socket's directory, or set " + key + " to another path."
                    : "A port below 1024 requires privileges: set " + key
                            + " to a higher one, or give the process CAP_NET_BIND_SERVICE.";
        }
        if (reason.contains("open files")) {
            return "Let this process open more files: raise its limit (ulimit -n, LimitNOFILE, --ulimit nofile=...).";
        }
        if (reason.contains("not a socket")) {
            return "Move the file away, or set " + key + " to another path.";
        }
        if (reason.contains("No such file")) {
            return "Create the directory of the socket, or set " + key + " to another path.";
        }
        if (reason.contains("assign requested address")) {
            return "Set " + key + " to an address of this machine (ip address shows them), or to :port for all.";
        }
        if (reason.contains("unknown host")) {
            return "Set " + key + " to an IP address, or to a host name that this machine can look up.";
        }
        return "Set " + key + " to an address that can be bound.";
    }
}
