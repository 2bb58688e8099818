package dev.weir.server;

import dev.weir.observe.ConnectionInfo;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * Logs failures on a listener's connections with their stack traces, at a limited rate: a client that can make a handler fail
 * must not determine how much is logged.
 *
 * <p>A kind of failure is the failed step and the throwable's class. Of each kind {@value #BURST} failures are logged, then one
 * every {@value #SECONDS_PER_LINE} seconds, with the number of those left out in between; the metrics count all of them. Any
 * thread.
 */
public final class FailureLog {

    private static final Logger log = LoggerFactory.getLogger(StreamConnection.class);
    private static final int BURST = 10;
    private static final int SECONDS_PER_LINE = 10;

    /** Kinds that are limited separately; more than any code throws. */
    private static final int MAX_KINDS = 100;

    private final Map<String, Kind> kinds = new ConcurrentHashMap<>();
    private final Kind others = new Kind();

    /** Logs that the handler threw an exception of its own. */
    void handlerFailed(ConnectionInfo connection, Throwable thrown) {
        handlerFailed(connection.listener(), connection.handler(), connection.id(), thrown);
    }

    /**
     * Logs that the handler threw an exception of its own.
     *
     * @param listener the listener's name
     * @param handler the handler bean's name
     * @param streamId id of the stream that it handled
     */
    public void handlerFailed(String listener, String handler, long streamId, Throwable thrown) {
        write(Level.WARN, "handler " + handler + " failed", listener, streamId, thrown);
    }

    /** Logs that the handler threw an exception of its own in {@code onDrain}. */
    void drainFailed(ConnectionInfo connection, Throwable thrown) {
        write(
                Level.WARN,
                "handler " + connection.handler() + " failed in onDrain",
                connection.listener(),
                connection.id(),
                thrown);
    }

    /** Logs that a step of Weir's failed. */
    void stepFailed(ConnectionInfo connection, String step, Throwable thrown) {
        write(Level.ERROR, step, connection.listener(), connection.id(), thrown);
    }

    /** Throws nothing: what follows a failure, the end of a connection above all, must not depend on its log line. */
    private void write(Level level, String what, String listener, long streamId, Throwable thrown) {
        try {
            long leftOut = kind(what + thrown.getClass().getName()).admit(System.nanoTime());
            if (leftOut >= 0) {
                log(
                        level,
                        what,
                        listener,
                        streamId,
                        thrown,
                        leftOut == 0 ? "" : "; " + leftOut + " more of these were not logged");
            }
        } catch (Throwable _) {
            logWithoutStackTrace(what, listener, streamId, thrown);
        }
    }

    private static void log(
            Level level, String what, String listener, long streamId, Throwable thrown, String leftOut) {
        log.atLevel(level)
                .setCause(LoggedThrowable.of(thrown))
                .log("Listener {}: {} on stream {}{}", listener, what, streamId, leftOut);
    }

    /** For a throwable whose message or stack trace cannot be had. */
    private static void logWithoutStackTrace(String what, String listener, long streamId, Throwable thrown) {
        try {
            log.error(
                    "Listener {}: {} on stream {}, with a {} that cannot be logged",
                    listener,
                    what,
                    streamId,
                    thrown.getClass().getName());
        } catch (Throwable _) {
            // Most likely for lack of memory; the metrics have the cause.
        }
    }

    private Kind kind(String name) {
        Kind known = kinds.get(name);
        if (known != null) {
            return known;
        }
        return kinds.size() < MAX_KINDS ? kinds.computeIfAbsent(name, _ -> new Kind()) : others;
    }

    /** The budget of lines for one kind of failure. */
    private static final class Kind {

        private static final long NANOS_PER_LINE = TimeUnit.SECONDS.toNanos(SECONDS_PER_LINE);

        private int lines = BURST;
        private long refilledNanos = System.nanoTime();
        private long leftOut;

        /** Returns how many failures were left out before this one, or -1 if this one is left out too. */
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
