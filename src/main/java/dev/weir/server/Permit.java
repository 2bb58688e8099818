package dev.weir.server;

import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** A connection's share of the limits. Closing returns it, exactly once however often it is closed. Any thread. */
final class Permit implements AutoCloseable {

    private final AtomicReference<@Nullable Runnable> release;

    /** @param release returns the share; must not fail and needs no memory */
    Permit(Runnable release) {
        this.release = new AtomicReference<>(release);
    }

    /** Returns one permit for both, to be closed in their place. */
    Permit join(Permit other) {
        return new Permit(() -> {
            close();
            other.close();
        });
    }

    @Override
    public void close() {
        Runnable held = release.getAndSet(null);
        if (held != null) {
            held.run();
        }
    }
}
