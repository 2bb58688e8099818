package dev.weir.server;

import dev.weir.observe.AcceptError;
import dev.weir.observe.ListenerStatistics;
import dev.weir.observe.PauseReason;
import dev.weir.observe.RejectReason;
import dev.weir.stream.TcpListener;
import dev.weir.stream.Transport;
import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Accepts until its listener is closed, whatever happens in between.
 *
 * <p>A connection that was gone before it was accepted costs nothing. Anything else that fails, being out of file
 * descriptors above all, would fail again at once: the loop waits, longer each time, from {@value #MIN_PAUSE_MILLIS} ms to
 * {@value #MAX_PAUSE_MILLIS} ms, and goes on. Meanwhile newcomers wait in the backlog and open streams are not touched.
 */
final class AcceptLoop {

    private static final Logger log = LoggerFactory.getLogger(AcceptLoop.class);
    private static final long MIN_PAUSE_MILLIS = 10;
    private static final long MAX_PAUSE_MILLIS = 1_000;

    /** A flood can make accepting fail and succeed by turns; the log hears of it this often. */
    private static final long NANOS_BETWEEN_WARNINGS = TimeUnit.SECONDS.toNanos(10);

    private final TcpListener listener;
    private final ListenerStatistics statistics;
    private final Consumer<Transport> door;
    private final AcceptGate gate = new AcceptGate();
    private final Thread thread;
    private long pauseMillis;
    private long warnedNanos = System.nanoTime() - NANOS_BETWEEN_WARNINGS;

    private AcceptLoop(TcpListener listener, ListenerStatistics statistics, Consumer<Transport> door) {
        this.listener = listener;
        this.statistics = statistics;
        this.door = door;
        // Not a daemon: while it listens, the process has something to live for.
        this.thread = Thread.ofPlatform()
                .name("weir-accept-" + statistics.listener())
                .daemon(false)
                .unstarted(this::run);
    }

    static AcceptLoop start(TcpListener listener, ListenerStatistics statistics, Consumer<Transport> door) {
        var loop = new AcceptLoop(listener, statistics, door);
        loop.thread.start();
        return loop;
    }

    boolean isAlive() {
        return thread.isAlive();
    }

    /** Leaves newcomers in the backlog, or serves them again. One that was being accepted waits here. */
    void pause(boolean now) {
        gate.shut(now);
    }

    /** Frees the address and returns when no connection is accepted any more. */
    void stop() {
        gate.remove();
        try {
            listener.close();
        } catch (IOException e) {
            log.warn("Listener {}: closing {} failed", statistics.listener(), listener, e);
        }
        boolean interrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException _) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        while (listener.isOpen()) {
            try {
                serve(listener.acceptTransport());
                succeeded();
            } catch (ClosedChannelException e) {
                log.debug("Listener {}: closed", statistics.listener(), e);
            } catch (Throwable e) {
                failed(e);
            }
        }
        succeeded();
    }

    private void serve(Transport transport) throws IOException {
        if (gate.pass()) {
            door.accept(transport);
        } else {
            statistics.rejected(RejectReason.DRAINING);
            transport.close();
        }
    }

    private void succeeded() {
        if (pauseMillis > 0) {
            pauseMillis = 0;
            statistics.paused(PauseReason.FD_LIMIT, false);
        }
    }

    private void failed(Throwable e) {
        AcceptError error = classify(e);
        statistics.acceptFailed(error);
        if (error == AcceptError.ABORTED) {
            return;
        }
        if (error == AcceptError.FD_LIMIT) {
            statistics.paused(PauseReason.FD_LIMIT, true);
        }
        if (System.nanoTime() - warnedNanos >= NANOS_BETWEEN_WARNINGS) {
            warnedNanos = System.nanoTime();
            log.warn(
                    "Listener {}: accepting fails, open streams go on; trying again: {}",
                    statistics.listener(),
                    e.toString());
        }
        pauseMillis = Math.clamp(pauseMillis * 2, MIN_PAUSE_MILLIS, MAX_PAUSE_MILLIS);
        gate.pause(TimeUnit.MILLISECONDS.toNanos(pauseMillis));
    }

    /** The JDK has no types for these, only the operating system's own messages. */
    private static AcceptError classify(Throwable e) {
        String message = String.valueOf(e.getMessage());
        if (message.contains("Too many open files")) {
            return AcceptError.FD_LIMIT;
        }
        if (message.contains("abort") || message.contains("not connected") || message.contains("reset")) {
            return AcceptError.ABORTED;
        }
        boolean memory = message.contains("No buffer space") || message.contains("Cannot allocate memory");
        return memory || !(e instanceof IOException) ? AcceptError.RESOURCE : AcceptError.OTHER;
    }
}
