package dev.weir.server;

import dev.weir.observe.AcceptError;
import dev.weir.observe.ListenerStatistics;
import dev.weir.stream.TcpListener;
import dev.weir.stream.Transport;
import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.util.concurrent.CountDownLatch;
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

    private final String name;
    private final TcpListener listener;
    private final ListenerStatistics statistics;
    private final Consumer<Transport> door;
    private final CountDownLatch stopped = new CountDownLatch(1);
    private final Thread thread;
    private long pauseMillis;

    private AcceptLoop(String name, TcpListener listener, ListenerStatistics statistics, Consumer<Transport> door) {
        this.name = name;
        this.listener = listener;
        this.statistics = statistics;
        this.door = door;
        // Not a daemon: while it listens, the process has something to live for.
        this.thread =
                Thread.ofPlatform().name("weir-accept-" + name).daemon(false).unstarted(this::run);
    }

    static AcceptLoop start(
            String name, TcpListener listener, ListenerStatistics statistics, Consumer<Transport> door) {
        var loop = new AcceptLoop(name, listener, statistics, door);
        loop.thread.start();
        return loop;
    }

    /** Frees the address and returns when no connection is accepted any more. */
    void stop() {
        stopped.countDown();
        try {
            listener.close();
        } catch (IOException e) {
            log.warn("Listener {}: closing {} failed", name, listener, e);
        }
        boolean interrupted = false;
        while (thread.isAlive() && thread != Thread.currentThread()) {
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
                door.accept(listener.acceptTransport());
                pauseMillis = 0;
            } catch (ClosedChannelException e) {
                log.debug("Listener {}: closed", name, e);
            } catch (Throwable e) {
                failed(e);
            }
        }
    }

    private void failed(Throwable e) {
        AcceptError error = classify(e);
        statistics.acceptFailed(error);
        if (error == AcceptError.ABORTED) {
            return;
        }
        if (pauseMillis == 0) {
            log.warn("Listener {}: accepting fails, open streams go on; trying again: {}", name, e.toString());
        }
        pauseMillis = Math.clamp(pauseMillis * 2, MIN_PAUSE_MILLIS, MAX_PAUSE_MILLIS);
        try {
            boolean _ = stopped.await(pauseMillis, TimeUnit.MILLISECONDS);
        } catch (InterruptedException interrupt) {
            log.debug("Listener {}: nobody may end this loop but stop()", name, interrupt);
        }
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
        return memory || e instanceof Error || e instanceof RuntimeException ? AcceptError.RESOURCE : AcceptError.OTHER;
    }
}
