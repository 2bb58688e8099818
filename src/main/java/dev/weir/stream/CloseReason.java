package dev.weir.stream;

import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.ClosedChannelException;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** Whether and why this side has closed a stream; the first reason stays. */
final class CloseReason {

    private final long id;
    private final AtomicReference<@Nullable String> reason = new AtomicReference<>();

    CloseReason(long id) {
        this.id = id;
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
            throw new StreamClosedException(id, why);
        }
    }

    /** What a stream's user sees instead of a channel's own, wordless exception. */
    StreamClosedException explain(ClosedChannelException closed) {
        set(closed instanceof ClosedByInterruptException ? "its thread was interrupted" : "its transport was closed");
        var explained = new StreamClosedException(id, String.valueOf(reason.get()));
        explained.initCause(closed);
        return explained;
    }
}
