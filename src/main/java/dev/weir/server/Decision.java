package dev.weir.server;

import dev.weir.observe.RejectReason;
import org.jspecify.annotations.Nullable;

/** Whether a connection is admitted. */
sealed interface Decision {

    /** The limits and lists allow it, and {@code permit} is what it takes of them. */
    record Admitted(Permit permit) implements Decision {}

    /** It takes nothing, and its socket is to be closed. */
    record Rejected(RejectReason reason) implements Decision {}

    /**
     * Admits unless there is a reason not to.
     *
     * @param reason {@code null} to admit
     * @param release returns what has been acquired; used only to admit
     */
    static Decision of(@Nullable RejectReason reason, Runnable release) {
        return reason == null ? new Admitted(new Permit(release)) : new Rejected(reason);
    }
}
