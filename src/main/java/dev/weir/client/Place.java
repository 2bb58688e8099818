package dev.weir.client;

import dev.weir.observe.CloseCause;
import dev.weir.upstream.UpstreamConnection;
import java.io.IOException;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Room for one connection of a pool, with a connection or without. Used by one thread at a time. */
final class Place {

    private static final Logger log = LoggerFactory.getLogger(Place.class);

    private @Nullable UpstreamConnection connection;
    private @Nullable ConnectionAge age;

    boolean isEmpty() {
        return connection == null;
    }

    /** The connection. Only if the place is not empty. */
    UpstreamConnection connection() {
        return Objects.requireNonNull(connection);
    }

    /** Age of the connection. Only if the place is not empty. */
    ConnectionAge age() {
        return Objects.requireNonNull(age);
    }

    /** Puts a new connection in. */
    void fill(UpstreamConnection opened, Duration maxLifetime) {
        connection = opened;
        age = new ConnectionAge(maxLifetime);
    }

    /**
     * Closes the connection in order, if there is one: waits for the peer's end, up to the stream's close timeout.
     *
     * @param cause unless the connection is ending for another already
     */
    void empty(CloseCause cause) {
        if (connection != null) {
            connection.observed().end(cause);
            empty();
        }
    }

    /** Closes the connection in order; the cause is that of its stream. */
    void empty() {
        if (connection == null) {
            return;
        }
        UpstreamConnection ended = connection;
        connection = null;
        try {
            ended.close();
        } catch (IOException | RuntimeException e) {
            // All that its user has written was sent before: nothing of value is lost.
            log.debug("closing {} failed", ended, e);
        }
    }
}
