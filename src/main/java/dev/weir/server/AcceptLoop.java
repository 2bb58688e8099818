package dev.weir.server;

import dev.weir.observe.AcceptError;
import dev.weir.observe.ListenerStatistics;
import dev.weir.observe.PauseReason;
import dev.weir.observe.RejectReason;
import dev.weir.stream.Transport;
import dev.weir.stream.TransportSource;
import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Accepts connections until the listener is closed, whatever fails in between.
 *
 * <p>A connection that was aborted before it was accepted costs nothing. Any other failure, lack of file descriptors above
 * all, would occur again at once: the loop waits, longer each time, from {@value #MIN_PAUSE_MILLIS} ms to {@value
 * #MAX_PAUSE_MILLIS} ms, and continues. Meanwhile new connections wait in the backlog, and open streams are not affected.
 */
final class AcceptLoop {

    private static final Logger log = LoggerFactory.getLogger(AcceptLoop.class);
    private static final long MIN_PAUSE_MILLIS = 10;
    private static final long MAX_PAUSE_MILLIS = 1_000;

    /** A flood can make accepting fail and succeed alternately; this limits the warnings. */
    private static final long NANOS_BETWEEN_WARNINGS = TimeUnit.SECONDS.toNanos(10);

    /** The door returns quickly, and wakers have their turns; after this time the accept thread counts as blocked. */
    private static final long DOOR_TIMEOUT_NANOS = TimeUnit.SECONDS.toNanos(5);

    /** A backlog of thousands takes some milliseconds. */
    private static final long ARRIVED_TIMEOUT_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final TransportSource source;
    private final ListenerStatistics statistics;
    private final Door door;
    private final AcceptGate gate = new AcceptGate();
    private final SpareDescriptor spare = new SpareDescriptor();
    private final Thread thread;

    /** Keeps the process alive for a virtual thread, which does not. */
    private final @Nullable Thread keepAlive;

    /** When the thread entered the door; 0 while it is not there. */
    private volatile long atDoorNanos;

    private long pauseMillis;
    private long warnedNanos = System.nanoTime() - NANOS_BETWEEN_WARNINGS;

    private AcceptLoop(TransportSource source, ListenerStatistics statistics, Door door) {
        this.source = source;
        this.statistics = statistics;
        this.door = door;
        String name = "weir-accept-" + statistics.listener();
        // Not a daemon: a process that listens stays alive.
        Thread.Builder.OfPlatform platform = Thread.ofPlatform().name(name).daemon(false);
        if (source.prefersVirtualThread()) {
            this.thread = Thread.ofVirtual().name(name).unstarted(this::run);
            this.keepAlive = platform.unstarted(this::awaitEndWithoutLimit);
        } else {
            this.thread = platform.unstarted(this::run);
            this.keepAlive = null;
        }
    }

    static AcceptLoop start(TransportSource source, ListenerStatistics statistics, Door door) {
        var loop = new AcceptLoop(source, statistics, door);
        loop.thread.start();
        if (loop.keepAlive != null) {
            loop.keepAlive.start();
        }
        return loop;
    }

    /**
     * Whether the thread is alive, is not blocked in the door, by an executor that blocks for example, and would be woken by a new
     * connection.
     */
    boolean isAlive() {
        long since = atDoorNanos;
        return thread.isAlive()
                && (since == 0 || System.nanoTime() - since < DOOR_TIMEOUT_NANOS)
                && source.stalledNanos() < DOOR_TIMEOUT_NANOS;
    }

    /** Leaves new connections in the backlog. One that has just been accepted waits for {@link #resume}. */
    void pause() {
        gate.pause();
    }

    void resume() {
        gate.resume();
    }

    /**
     * Accepts what has arrived, unless the listener is paused, and then does as {@link #stop}. A flood is accepted for
     * {@link #ARRIVED_TIMEOUT_NANOS}.
     */
    void acceptArrivedAndStop() {
        if (gate.isOpen()) {
            try {
                source.closeWhenAccepted();
                boolean _ = thread.join(Duration.ofNanos(ARRIVED_TIMEOUT_NANOS));
            } catch (IOException e) {
                closingFailed(e);
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
            }
        }
        stop();
    }

    /**
     * Frees the address and returns when no connection is accepted any more. A thread that is blocked in the door is waited
     * for {@link #DOOR_TIMEOUT_NANOS} only; its connection is the last.
     */
    void stop() {
        gate.close();
        try {
            source.close();
        } catch (IOException e) {
            closingFailed(e);
        }
        awaitEnd();
    }

    private void closingFailed(IOException e) {
        log.warn("Listener {}: closing {} failed", statistics.listener(), source, e);
    }

    private void awaitEndWithoutLimit() {
        boolean ended = false;
        while (!ended) {
            try {
                thread.join();
                ended = true;
            } catch (InterruptedException e) {
                log.debug("Listener {}: only the end of its accept loop ends this thread", statistics.listener(), e);
            }
        }
    }

    private void awaitEnd() {
        try {
            if (!thread.join(Duration.ofNanos(DOOR_TIMEOUT_NANOS))) {
                log.warn(
                        "Listener {}: the accept thread is blocked in {}",
                        statistics.listener(),
                        thread.getStackTrace());
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        while (source.isOpen()) {
            try {
                acceptNext();
            } catch (Throwable _) {
                // Even logging the failure failed, most likely for lack of memory.
                gate.await(TimeUnit.MILLISECONDS.toNanos(MAX_PAUSE_MILLIS));
            }
        }
        succeeded();
        spare.release();
    }

    private void acceptNext() {
        try {
            serve(source.acceptTransport());
            succeeded();
        } catch (ClosedChannelException e) {
            log.debug("Listener {}: closed", statistics.listener(), e);
        } catch (Throwable e) {
            failed(e);
        }
    }

    private void serve(Transport transport) throws IOException {
        if (!gate.pass()) {
            statistics.rejected(RejectReason.DRAINING);
            transport.close();
            return;
        }
        atDoorNanos = System.nanoTime() | 1;
        try {
            door.accept(transport);
        } catch (Throwable e) {
            transport.close();
            throw e;
        } finally {
            atDoorNanos = 0;
        }
    }

    private void succeeded() {
        if (pauseMillis > 0) {
            pauseMillis = 0;
            statistics.setPaused(PauseReason.FD_LIMIT, false);
            spare.take();
        }
    }

    private void failed(Throwable e) {
        AcceptError error = classify(e);
        statistics.acceptFailed(error);
        if (error == AcceptError.ABORTED) {
            return;
        }
        if (error == AcceptError.FD_LIMIT) {
            statistics.setPaused(PauseReason.FD_LIMIT, true);
            spare.release();
        }
        if (System.nanoTime() - warnedNanos >= NANOS_BETWEEN_WARNINGS) {
            warnedNanos = System.nanoTime();
            log.warn(
                    "Listener {}: accepting fails, open streams are not affected; trying again: {}",
                    statistics.listener(),
                    e.toString());
        }
        pauseMillis = Math.clamp(pauseMillis * 2, MIN_PAUSE_MILLIS, MAX_PAUSE_MILLIS);
        gate.await(TimeUnit.MILLISECONDS.toNanos(pauseMillis));
    }

    /** The JDK has no types for these, only the operating system's messages, in its language. */
    private static AcceptError classify(Throwable e) {
        String message = String.valueOf(e.getMessage());
        if (message.contains("Too many open files") || (e instanceof IOException && isOutOfDescriptors())) {
            return AcceptError.FD_LIMIT;
        }
        if (message.contains("abort") || message.contains("not connected") || message.contains("reset")) {
            return AcceptError.ABORTED;
        }
        boolean memory = message.contains("No buffer space") || message.contains("Cannot allocate memory");
        return memory || !(e instanceof IOException) ? AcceptError.RESOURCE : AcceptError.OTHER;
    }

    /** Detects EMFILE by opening a socket: the error message is localized. */
    private static boolean isOutOfDescriptors() {
        try (SocketChannel _ = SocketChannel.open()) {
            return false;
        } catch (IOException _) {
            return true;
        }
    }
}
