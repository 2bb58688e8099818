package dev.weir.upstream;

import java.io.IOException;
import java.io.Serial;
import org.jspecify.annotations.Nullable;

/**
 * No target could be connected to. No byte of the connection's own has been sent: a later attempt repeats nothing. The message names
 * each target with its failure, or with its state if none was tried.
 */
public final class UpstreamUnavailableException extends IOException {

    @Serial
    private static final long serialVersionUID = 1;

    private final boolean timedOut;

    /** @param cause the failure of the first attempt; those of the others are suppressed; {@code null} if there was none, because no target is up */
    UpstreamUnavailableException(String message, @Nullable IOException cause, boolean timedOut) {
        super(message, cause);
        this.timedOut = timedOut;
    }

    /** Whether all attempts timed out. */
    public boolean isTimedOut() {
        return timedOut;
    }
}
