package dev.weir.capture;

import dev.weir.stream.Transport;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The captures of the application. They are kept in memory only, and deleted some time after their end. Any thread. */
public final class Captures implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(Captures.class);

    private final CaptureLimits limits;
    private final CaptureMemory memory;
    private final AtomicLong lastId = new AtomicLong();
    private final Map<Long, Capture> all = new ConcurrentSkipListMap<>();

    /** Those that record new streams, oldest first. Replaced as a whole, since every new stream reads it. */
    private volatile List<Capture> expecting = List.of();

    private boolean closed;

    public Captures(CaptureLimits limits) {
        this.limits = limits;
        this.memory = new CaptureMemory(limits.memory());
    }

    public CaptureLimits limits() {
        return limits;
    }

    /** Puts the layer on a transport with which captures can record its bytes. */
    public CaptureTransport layer(Transport transport, String listener) {
        return new CaptureTransport(transport, this, listener);
    }

    /** All captures, those that have ended included, in the order of their start. */
    public Collection<Capture> all() {
        return List.copyOf(all.values());
    }

    public @Nullable Capture find(long id) {
        return all.get(id);
    }

    /**
     * Starts a capture of the next streams of a listener. A stream is recorded by one capture, the oldest that wants it.
     *
     * @throws CaptureRefusedException if there are too many captures, or no memory
     */
    public synchronized Capture start(CaptureSubject.NextStreams next, CaptureOptions options)
            throws CaptureRefusedException {
        Capture capture = create(next, options);
        findExpecting();
        return capture;
    }

    /**
     * Starts a capture of an open stream.
     *
     * @return {@code null} if the stream has just ended
     * @throws CaptureRefusedException if another capture records this stream, there are too many captures, or no memory
     */
    public synchronized @Nullable Capture start(CaptureTransport stream, CaptureOptions options)
            throws CaptureRefusedException {
        CaptureTransport.Recorder other = stream.recorder();
        if (other != null) {
            throw new CaptureRefusedException("stream " + stream.id() + " is being recorded by capture "
                    + other.capture().id() + ": delete that one first");
        }
        Capture capture = create(new CaptureSubject.OpenStream(stream.listener(), stream.id()), options);
        String comment = stream.describe() + "; recorded from the middle, so its handshake is Weir's own";
        if (capture.add(stream, comment) || capture.status().end() != null) {
            return capture;
        }
        delete(capture.id());
        return null;
    }

    private Capture create(CaptureSubject subject, CaptureOptions options) throws CaptureRefusedException {
        long running = all.values().stream()
                .filter(capture -> capture.status().end() == null)
                .count();
        if (closed) {
            throw new CaptureRefusedException("the application is stopping");
        }
        if (running >= limits.running()) {
            throw new CaptureRefusedException(
                    running + " captures are running, and no more may: wait for one to end, or delete it");
        }
        try {
            var capture = new Capture(lastId.incrementAndGet(), subject, options, memory);
            all.put(capture.id(), capture);
            Thread.ofVirtual().name("weir-capture-" + capture.id()).start(() -> watch(capture));
            return capture;
        } catch (NoRoomException _) {
            throw new CaptureRefusedException("captures take " + memory.used() + " of " + memory.limit()
                    + " bytes (weir.capture.memory): delete one that has ended");
        }
    }

    /** Ends a capture in time, and deletes it some time later. */
    private void watch(Capture capture) {
        try {
            if (!capture.awaitEnd(capture.options().duration().toNanos())) {
                capture.end(CaptureEnd.DURATION);
            }
            findExpecting();
            if (!capture.awaitDeletion(limits.kept().toNanos())) {
                delete(capture.id());
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    /** Offers a new connection to the captures that expect one. Never throws. */
    void opened(CaptureTransport stream) {
        if (expecting.isEmpty()) {
            return;
        }
        try {
            offer(stream);
        } catch (RuntimeException | Error e) {
            log.error("Stream {} could not be captured; it goes on", stream.id(), e);
        }
    }

    private void offer(CaptureTransport stream) {
        for (Capture capture : expecting) {
            if (capture.subject() instanceof CaptureSubject.NextStreams next
                    && next.listener().equals(stream.listener())
                    && next.clients().test(stream.remoteAddress())
                    && capture.add(stream, stream.describe())) {
                if (!capture.isExpecting()) {
                    findExpecting();
                }
                return;
            }
        }
    }

    private synchronized void findExpecting() {
        expecting = all.values().stream()
                .filter(capture -> capture.subject() instanceof CaptureSubject.NextStreams && capture.isExpecting())
                .toList();
    }

    /** Ends a capture and frees its memory, and returns false if there is none with this id. */
    public boolean delete(long id) {
        Capture capture = all.remove(id);
        if (capture == null) {
            return false;
        }
        capture.delete();
        findExpecting();
        return true;
    }

    /** Deletes all captures, and refuses new ones. */
    @Override
    public synchronized void close() {
        closed = true;
        all.keySet().forEach(this::delete);
    }
}
