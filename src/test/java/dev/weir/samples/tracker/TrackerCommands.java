package dev.weir.samples.tracker;

import dev.weir.frame.FrameSession;
import dev.weir.frame.FrameSessions;
import java.io.IOException;
import java.time.Clock;
import java.time.OffsetDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.springframework.stereotype.Component;

/** Sends commands to trackers. Any thread. */
@Component
final class TrackerCommands {

    private static final DateTimeFormatter TIMESTAMP = DateTimeFormatter.ofPattern("uuuuMMddHHmmss");
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("HHmmss");

    /** The connection that a tracker's last message came by. */
    private record Route(long session, H02Message last) {}

    private final FrameSessions sessions;
    private final Clock clock;

    /** By tracker; a new connection replaces one that the tracker has lost without its end being seen. */
    private final Map<String, Route> routes = new ConcurrentHashMap<>();

    TrackerCommands(FrameSessions sessions, Clock clock) {
        this.sessions = sessions;
        this.clock = clock;
    }

    void reachedBy(H02Message message, FrameSession session) {
        routes.put(message.tracker(), new Route(session.id(), message));
    }

    /** Stops a vehicle's engine; returns whether the tracker is connected. */
    boolean stopEngine(String tracker) throws IOException {
        return send(tracker, "S20", "1", "1");
    }

    /** Sets how often a tracker sends its position; returns whether it is connected. */
    boolean setInterval(String tracker, int seconds) throws IOException {
        return send(tracker, "S71", "22", Integer.toString(seconds));
    }

    private boolean send(String tracker, String command, String... values) throws IOException {
        Route route = routes.get(tracker);
        FrameSession session = route == null ? null : sessions.find(route.session());
        if (route == null || session == null) {
            return false;
        }
        String time = TIME.format(OffsetDateTime.now(clock));
        session.send(route.last().reply(command, time, String.join(",", values)));
        return true;
    }

    static String timestamp(OffsetDateTime time) {
        return TIMESTAMP.format(time);
    }
}
