package dev.weir.server;

import dev.weir.observe.ConnectionInfo;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * Logs what failed on a listener's connections, with stack traces, and limits how often: a client that can make a handler
 * fail must not choose how much is logged.
 *
 * <p>Of failures of one kind, which is the step that failed and the class of the throwable, {@value #BURST} are logged, and
 * then one every {@value #SECONDS_PER_LINE} seconds. The next line says how many were left out; the metrics have all of them.
 * Any thread.
 */
final class FailureLog {

    private static final Logger log = LoggerFactory.getLogger(StreamConnection.class);
    private static final int BURST = 10;
    private static final int SECONDS_PER_LINE = 10;

    /** Kinds that are told apart; more than any code throws. */
    private static final int MAX_KINDS = 100;

    private final Map<String, Kind> kinds = new ConcurrentHashMap<>();
    private final Kind others = new Kind();

    /** The handler threw an exception of its own. */
    void handlerFailed(ConnectionInfo connection, Throwable thrown) {
        write(Level.WARN, "handler " + connection.handler() + " failed", connection, thrown);
    }

    /** The handler threw an exception when it was told that the listener drains. */
    void drainFailed(ConnectionInfo connection, Throwable thrown) {
        write(Level.WARN, "handler " + connection.handler() + " failed in onDrain", connection, thrown);
    }

    /** A step failed that is not the handler's. */
    void stepFailed(ConnectionInfo connection, String step, Throwable thrown) {
        write(Level.ERROR, step, connection, thrown);
    }

    private void write(Level level, String what, ConnectionInfo connection, Throwable thrown) {
        long leftOut = kind(what + thrown.getClass().getName()).admit(System.nanoTime());
        if (leftOut >= 0) {
            log.atLevel(level)
                    .setCause(LoggedThrowable.of(thrown))
                    .log(
                            "Listener {}: {} on stream {}{}",
                            connection.listener(),
                            what,
                            connection.id(),
                            leftOut == 0 ? "" : "; " + leftOut + " more of these were not logged");
        }
    }

    private Kind kind(String name) {
        Kind known = kinds.get(name);
        if (known != null) {
            return known;
        }
        return kinds.size() < MAX_KINDS ? kinds.computeIfAbsent(name, _ -> new Kind()) : others;
    }

    /** Counts the lines of one kind. */
    private static final class Kind {

        private static final long NANOS_PER_LINE = TimeUnit.SECONDS.toNanos(SECONDS_PER_LINE);

        private int lines = BURST;
        private long refilledNanos = System.nanoTime();
        private long leftOut;

        /** Returns how many were left out before this one, or -1 if this one is left out as well. */
        synchronized long admit(long nowNanos) {
            long earned = (nowNanos - refilledNanos) / NANOS_PER_LINE;
            refilledNanos += earned * NANOS_PER_LINE;
            lines = (int) Math.min(BURST, lines + earned);
            if (lines == 0) {
                leftOut++;
                return -1;
            }
            lines--;
            long before = leftOut;
            leftOut = 0;
            return before;
        }
    }
}
