package dev.weir.stream;

import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.ClosedChannelException;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Whether and why this side has closed a stream. The first reason stays, and the thread that set it closes the transport.
 * The stream's shares of the buffer budget are released with the transport, even if the stream is never closed.
 */
final class CloseReason {

    private final Transport transport;
    private final BudgetShare input;
    private final BudgetShare output;
    private final AtomicReference<@Nullable String> reason = new AtomicReference<>();
    private final AtomicReference<@Nullable Closeable> also = new AtomicReference<>();

    CloseReason(Transport transport, BudgetShare input, BudgetShare output) {
        this.transport = transport;
        this.input = input;
        this.output = output;
    }

    /** Sets the reason unless there is one; returns whether this call did. */
    boolean set(String why) {
        boolean first = reason.compareAndSet(null, why);
        if (first) {
            closeAlso();
        }
        return first;
    }

    /** Sets what is closed when the reason is set, or at once if it is set already; {@code null} for nothing. */
    void setAlso(@Nullable Closeable other) {
        also.set(other);
        if (isSet()) {
            closeAlso();
        }
    }

    private void closeAlso() {
        Closeable other = also.getAndSet(null);
        if (other != null) {
            try {
                other.close();
            } catch (IOException | RuntimeException _) {
                // This stream must be closed in any case, and its closer cannot act on another's failure.
            }
        }
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
     * Returns the exception with a reason that the stream throws in place of a channel's exception, which has no message. A
     * transport that became unusable is closed, which releases its resources.
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

    /** Closes the transport; a failure is ignored, because no caller could act on it. */
    void closeTransport() {
        end(transport);
    }

    /** Closes the transport with a reset; a failure is ignored, as by {@link #closeTransport}. */
    void resetTransport() {
        end(transport::reset);
    }

    private void end(Closeable close) {
        try {
            close.close();
        } catch (IOException _) {
            // The descriptor is released in any case (close(2)).
        } finally {
            releaseBudget();
        }
    }

    /** Releases the shares even while another thread still uses a buffer: that thread is about to end. */
    void releaseBudget() {
        input.close();
        output.close();
    }
}
