package dev.weir.actuate;

import dev.weir.observe.ObservedConnection;
import dev.weir.server.StreamListener;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** What one look at the live streams of a listener finds. For one thread. */
final class ListenerScan {

    private static final Duration BLOCKED = Duration.ofSeconds(2);
    private static final Duration SILENT = Duration.ofSeconds(10);

    private final StreamListener listener;
    private final LongWait blocked = new LongWait(BLOCKED);
    private final LongWait silent = new LongWait(SILENT);
    private int streams;
    private int writeBlocked;
    private int halfClosed;

    private ListenerScan(StreamListener listener) {
        this.listener = listener;
    }

    /**
     * Looks at each live stream once.
     *
     * @param top is offered each stream; {@code null} if they are not asked for
     * @param nowNanos a value of {@link System#nanoTime}
     */
    static ListenerScan of(StreamListener listener, @Nullable TopStreams top, long nowNanos) {
        var scan = new ListenerScan(listener);
        for (ObservedConnection connection : listener.statistics().live()) {
            scan.look(connection, nowNanos);
            if (top != null) {
                top.offer(connection);
            }
        }
        return scan;
    }

    private void look(ObservedConnection connection, long nowNanos) {
        streams++;
        long blockedNanos = connection.blockedNanos(nowNanos);
        if (TimeUnit.NANOSECONDS.toMillis(blockedNanos) > 0) {
            writeBlocked++;
            blocked.offer(connection, blockedNanos);
        }
        if (connection.isHalfClosed()) {
            halfClosed++;
            silent.offer(connection, connection.idleNanos(nowNanos));
        }
    }

    StreamListener listener() {
        return listener;
    }

    /** Number of live streams. */
    int streams() {
        return streams;
    }

    /** Number of streams with a blocked write. */
    int writeBlocked() {
        return writeBlocked;
    }

    /** Number of streams in which one side has ended its write direction. */
    int halfClosed() {
        return halfClosed;
    }

    /** Streams whose writes have been blocked for long. */
    LongWait blocked() {
        return blocked;
    }

    /** Half-closed streams in which no byte has passed for long. */
    LongWait silent() {
        return silent;
    }
}
