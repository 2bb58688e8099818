package dev.weir.observe;

import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Calls an observer that may be slow or broken from a thread of its own, so that it cannot delay a stream. Events wait in a
 * bounded queue; when the queue is full, they are dropped and counted. The first exception is logged at ERROR, later ones at
 * DEBUG.
 */
public final class QueuedObserver implements InlineObserver, AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(QueuedObserver.class);
    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(2);

    /** How long the thread polls after an event, so that the next event need not wake it. */
    private static final long AWAKE_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

    private final String name;
    private final ConnectionObserver observer;
    private final Set<ObservedEvent> handled;
    private final BlockingQueue<Runnable> calls;
    private final Map<String, LongAdder> dropped = new ConcurrentHashMap<>();
    private final Thread thread;
    private volatile boolean closing;
    private boolean failed;

    /**
     * Starts the thread.
     *
     * @param name name of the observer in logs, metrics and its thread's name
     * @param capacity maximum number of waiting events
     */
    public QueuedObserver(String name, ConnectionObserver observer, int capacity) {
        this.name = name;
        this.observer = observer;
        this.handled = Set.copyOf(observer.events());
        this.calls = new ArrayBlockingQueue<>(capacity);
        this.thread = Thread.ofPlatform().name("weir-observer-" + name).daemon().start(this::run);
    }

    public String name() {
        return name;
    }

    /** Events of a listener that were dropped because the queue was full. */
    public long dropped(String listener) {
        LongAdder drops = dropped.get(listener);
        return drops == null ? 0 : drops.sum();
    }

    @Override
    public void opened(ObservedConnection connection) {
        enqueue(ObservedEvent.OPENED, connection, () -> observer.opened(connection));
    }

    @Override
    public void firstByte(ObservedConnection connection) {
        enqueue(ObservedEvent.FIRST_BYTE, connection, () -> observer.firstByte(connection));
    }

    @Override
    public void handshakeDone(ObservedConnection connection, HandshakeResult handshake) {
        enqueue(ObservedEvent.HANDSHAKE_DONE, connection, () -> observer.handshakeDone(connection, handshake));
    }

    @Override
    public void shutDown(ObservedConnection connection, Side side) {
        enqueue(ObservedEvent.SHUT_DOWN, connection, () -> observer.shutDown(connection, side));
    }

    @Override
    public void handlerFailed(ObservedConnection connection, Throwable failure) {
        enqueue(ObservedEvent.HANDLER_FAILED, connection, () -> observer.handlerFailed(connection, failure));
    }

    @Override
    public void closed(ObservedConnection connection, CloseCause cause) {
        enqueue(ObservedEvent.CLOSED, connection, () -> observer.closed(connection, cause));
    }

    private void enqueue(ObservedEvent event, ObservedConnection connection, Runnable call) {
        if (handled.contains(event) && !calls.offer(call)) {
            dropped.computeIfAbsent(connection.info().listener(), _ -> new LongAdder())
                    .increment();
        }
    }

    private void run() {
        while (!closing) {
            try {
                next().run();
            } catch (InterruptedException _) {
                // The loop checks whether close() has interrupted.
            } catch (Throwable e) {
                noteFailure(e);
            }
        }
    }

    /** Waking a thread is expensive, also for the stream that does it; events that follow each other are taken without. */
    private Runnable next() throws InterruptedException {
        Runnable call = calls.poll();
        if (call == null) {
            LockSupport.parkNanos(this, AWAKE_NANOS);
            call = calls.poll();
        }
        return call == null ? calls.take() : call;
    }

    private void noteFailure(Throwable e) {
        if (!failed) {
            failed = true;
            log.error("Observer {} failed; it continues, and further failures are logged at DEBUG", name, e);
        } else {
            log.debug("Observer {} failed", name, e);
        }
    }

    /**
     * Delivers the events that are still waiting, for up to four seconds, and ends the thread, interrupting the observer if
     * necessary. Repeating it has no effect.
     */
    @Override
    public void close() {
        try {
            if (calls.offer(() -> closing = true, CLOSE_TIMEOUT.toNanos(), TimeUnit.NANOSECONDS)) {
                boolean _ = thread.join(CLOSE_TIMEOUT);
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
        closing = true;
        thread.interrupt();
    }
}
