package dev.weir.client;

import dev.weir.upstream.Upstream;
import dev.weir.upstream.UpstreamAttempt;
import dev.weir.upstream.UpstreamConnection;
import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.util.HashSet;
import java.util.Set;

/** Opens a client's connections, and cancels those in progress when the client is closed. Any thread. */
final class Connecting {

    private final String client;
    private final Upstream upstream;
    private final Set<UpstreamAttempt> attempts = new HashSet<>();
    private boolean closed;

    Connecting(String client, Upstream upstream) {
        this.client = client;
        this.upstream = upstream;
    }

    /**
     * Opens a connection.
     *
     * @throws UpstreamClosedException if the client is closed
     */
    UpstreamConnection open() throws IOException {
        UpstreamAttempt attempt = upstream.attempt(null);
        begin(attempt);
        try {
            return attempt.connect();
        } catch (ClosedChannelException e) {
            throw isClosed() ? UpstreamClosedException.ofClient(client) : e;
        } finally {
            end(attempt);
        }
    }

    private synchronized void begin(UpstreamAttempt attempt) throws IOException {
        if (closed) {
            throw UpstreamClosedException.ofClient(client);
        }
        attempts.add(attempt);
    }

    private synchronized boolean isClosed() {
        return closed;
    }

    private synchronized void end(UpstreamAttempt attempt) {
        attempts.remove(attempt);
    }

    synchronized void reopen() {
        closed = false;
    }

    synchronized void close() {
        closed = true;
        for (UpstreamAttempt attempt : attempts) {
            try {
                attempt.close();
            } catch (IOException _) {
                // The descriptor is released in any case.
            }
        }
    }
}
