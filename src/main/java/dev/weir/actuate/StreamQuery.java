package dev.weir.actuate;

import dev.weir.server.StreamListener;
import dev.weir.server.StreamListeners;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The streams asked for.
 *
 * @param listener the only listener whose streams are listed; {@code null} for all
 * @param order the order to list them in
 * @param limit number of streams that are listed at most
 */
record StreamQuery(@Nullable StreamListener listener, StreamOrder order, int limit) {

    boolean includes(StreamListener candidate) {
        return listener == null || listener.equals(candidate);
    }

    /** The listeners whose streams are listed. */
    Collection<StreamListener> listeners(StreamListeners all) {
        return listener == null ? all.all() : List.of(listener);
    }
}
