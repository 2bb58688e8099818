package dev.weir.upstream;

import java.io.IOException;
import java.io.Serial;
import org.jspecify.annotations.Nullable;

/** No target could be connected to. No byte has been sent: trying again later is safe. */
public final class UpstreamUnavailableException extends IOException {

    @Serial
    private static final long serialVersionUID = 1;

    private final boolean timedOut;

    /** @param cause the failure of the last attempt; {@code null} if there was none, because no target is up */
    UpstreamUnavailableException(String message, @Nullable IOException cause, boolean timedOut) {
        super(message, cause);
        this.timedOut = timedOut;
    }

    /** Whether all attempts timed out. */
    public boolean isTimedOut() {
        return timedOut;
    }
}
