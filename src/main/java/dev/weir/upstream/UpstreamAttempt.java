package dev.weir.upstream;

import java.io.Closeable;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * A connection that is to be opened, and can be given up from another thread. Either {@link #connect} returns a connection, or
 * {@link #close} has its effect and no connection stays open.
 */
public final class UpstreamAttempt implements Closeable {

    private final Upstream upstream;
    private final @Nullable Origin origin;
    private final AttemptSlot slot = new AttemptSlot();

    UpstreamAttempt(Upstream upstream, @Nullable Origin origin) {
        this.upstream = upstream;
        this.origin = origin;
    }

    /**
     * Connects, on another target after each failure; once.
     *
     * @throws UpstreamUnavailableException if no target is up, or all attempts failed
     * @throws java.nio.channels.ClosedByInterruptException if the thread is interrupted, which stays so
     * @throws java.nio.channels.ClosedChannelException once this has been closed, or the upstream has
     * @throws IllegalStateException if this attempt has been used before
     */
    public UpstreamConnection connect() throws IOException {
        return upstream.connect(origin, slot);
    }

    /** Ends {@link #connect}, whether it is in progress or is still to come. Has no effect after it. Any thread. */
    @Override
    public void close() throws IOException {
        slot.close();
    }
}
