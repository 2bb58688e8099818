package dev.weir.stream;

import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.ClosedChannelException;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** Whether and why this side has closed a stream; the first reason stays, and whoever gave it closes the transport. */
final class CloseReason {

    private final Transport transport;
    private final AtomicReference<@Nullable String> reason = new AtomicReference<>();

    CloseReason(Transport transport) {
        this.transport = transport;
    }

    boolean set(String why) {
        return reason.compareAndSet(null, why);
    }

    boolean isSet() {
        return reason.get() != null;
    }

    void check() throws StreamClosedException {
        String why = reason.get();
        if (why != null) {
            throw new StreamClosedException(transport.id(), why);
        }
    }

    /**
     * What a stream's user sees instead of a channel's own, wordless exception. A transport that cannot be used any more is
     * closed, so that what it holds is released.
     */
    StreamClosedException explain(ClosedChannelException cause) {
        if (cause instanceof StreamClosedException explained && isSet()) {
            return explained;
        }
        if (set(
                cause instanceof ClosedByInterruptException
                        ? "its thread was interrupted"
                        : "its transport was closed")) {
            closeTransport();
        }
        var explained = new StreamClosedException(transport.id(), String.valueOf(reason.get()));
        explained.initCause(cause);
        return explained;
    }

    /** Closes the transport where there is nobody to tell that it failed. */
    void closeTransport() {
        try {
            transport.close();
        } catch (IOException _) {
            // The descriptor is released all the same (close(2)).
        }
    }
}
