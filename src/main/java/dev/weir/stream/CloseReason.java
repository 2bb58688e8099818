package dev.weir.stream;

import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.ClosedChannelException;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Whether and why this side has closed a stream. The first reason stays, and whoever gave it closes the transport. What the
 * stream's buffers have of the common memory is given back with the transport, also where nobody closes the stream.
 */
final class CloseReason {

    private final Transport transport;
    private final BudgetShare input;
    private final BudgetShare output;
    private final AtomicReference<@Nullable String> reason = new AtomicReference<>();

    CloseReason(Transport transport, BudgetShare input, BudgetShare output) {
        this.transport = transport;
        this.input = input;
        this.output = output;
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
            throw exception(why);
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
        StreamClosedException explained = exception(String.valueOf(reason.get()));
        explained.initCause(cause);
        return explained;
    }

    private StreamClosedException exception(String why) {
        return StreamOrigin.mark(new StreamClosedException(transport.id(), why), transport.id(), Half.READ);
    }

    /** Closes the transport where there is nobody to tell that it failed. */
    void closeTransport() {
        try {
            transport.close();
        } catch (IOException _) {
            // The descriptor is released all the same (close(2)).
        } finally {
            releaseBudget();
        }
    }

    /** Nothing is counted for this stream any more, also while another thread still uses a buffer: it is about to end. */
    void releaseBudget() {
        input.close();
        output.close();
    }
}
