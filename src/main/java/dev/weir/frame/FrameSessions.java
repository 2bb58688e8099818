package dev.weir.frame;

import java.util.Collection;
import java.util.Collections;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** The open connections of all framed listeners, for frames that are not replies. Any thread. */
public final class FrameSessions {

    private final Map<String, Map<Long, FrameSession>> byListener = new ConcurrentHashMap<>();

    /** Returns the session with this id, or {@code null}. */
    public @Nullable FrameSession find(long id) {
        for (Map<Long, FrameSession> sessions : byListener.values()) {
            FrameSession session = sessions.get(id);
            if (session != null) {
                return session;
            }
        }
        return null;
    }

    /** The sessions of a listener, in no order; a live view, empty for an unknown listener. */
    public Collection<FrameSession> all(String listener) {
        return Collections.unmodifiableCollection(
                byListener.getOrDefault(listener, Map.of()).values());
    }

    /** Sessions of one listener, added and removed by its handler. */
    Map<Long, FrameSession> of(String listener) {
        return byListener.computeIfAbsent(listener, _ -> new ConcurrentHashMap<>());
    }
}
