package dev.weir.client;

import java.io.IOException;
import java.io.Serial;
import org.jspecify.annotations.Nullable;

/** The connection ended, or the client was closed, before the reply to a request. */
public final class UpstreamClosedException extends IOException {

    @Serial
    private static final long serialVersionUID = 1;

    private final boolean sent;

    UpstreamClosedException(String message, boolean mayHaveBeenSent, @Nullable Throwable cause) {
        super(message, cause);
        this.sent = mayHaveBeenSent;
    }

    static UpstreamClosedException ofClient(String client) {
        return new UpstreamClosedException("client " + client + " is closed", false, null);
    }

    /**
     * Whether a byte of the request may have left this process, so that the target may have acted on it. False only if certainly
     * none has: trying again is then safe.
     */
    public boolean mayHaveBeenSent() {
        return sent;
    }
}
