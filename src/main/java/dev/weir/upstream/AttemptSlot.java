package dev.weir.upstream;

import dev.weir.stream.ConnectAttempt;
import dev.weir.stream.Transport;
import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.AsynchronousCloseException;
import org.jspecify.annotations.Nullable;

/** Holds the attempt in progress, so that another thread can cancel it and all that would follow. */
final class AttemptSlot implements Closeable {

    private @Nullable ConnectAttempt current;
    private boolean cancelled;

    Transport run(ConnectAttempt attempt) throws IOException {
        set(attempt);
        try {
            return attempt.connectTransport();
        } finally {
            clear();
        }
    }

    private synchronized void set(ConnectAttempt attempt) throws AsynchronousCloseException {
        if (cancelled) {
            throw new AsynchronousCloseException();
        }
        current = attempt;
    }

    private synchronized void clear() {
        current = null;
    }

    synchronized boolean isCancelled() {
        return cancelled;
    }

    /** Cancels. Any thread. */
    @Override
    public synchronized void close() throws IOException {
        cancelled = true;
        if (current != null) {
            current.close();
        }
    }
}
