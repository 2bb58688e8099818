package dev.weir.capture;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One capture: a file in memory, and the streams that it records. Any thread. */
public final class Capture {

    private static final Logger log = LoggerFactory.getLogger(Capture.class);

    private final long id;
    private final CaptureSubject subject;
    private final CaptureOptions options;

    /** Guards the file and all below. Held for no longer than it takes to copy the bytes of one read or write. */
    private final ReentrantLock lock = new ReentrantLock();

    private final CaptureFile file;
    private final Set<CaptureTransport> open = new HashSet<>();

    /** Number of streams that are still to come. */
    private int expected;

    private int streams;
    private long endNanos;
    private boolean deleted;
    private @Nullable CaptureEnd end;

    private final CountDownLatch ended = new CountDownLatch(1);
    private final CountDownLatch deletion = new CountDownLatch(1);

    /** @throws NoRoomException if there is no memory for the beginning of a file */
    Capture(long id, CaptureSubject subject, CaptureOptions options, CaptureMemory memory) {
        this.id = id;
        this.subject = subject;
        this.options = options;
        this.file = new CaptureFile(options, memory);
        this.expected = switch (subject) {
            case CaptureSubject.OpenStream _ -> 1;
            case CaptureSubject.NextStreams next -> next.count();
        };
    }

    public long id() {
        return id;
    }

    public CaptureSubject subject() {
        return subject;
    }

    public CaptureOptions options() {
        return options;
    }

    public CaptureStatus status() {
        lock.lock();
        try {
            long left = options.duration().toNanos() - file.elapsedNanos();
            return new CaptureStatus(
                    end,
                    streams,
                    file.packets(),
                    file.store().length(),
                    file.since(),
                    end == null ? null : file.since().plusNanos(endNanos),
                    end == null ? Math.max(0, left) : 0);
        } finally {
            lock.unlock();
        }
    }

    /** Whether it is running and expects more streams. */
    boolean isExpecting() {
        lock.lock();
        try {
            return end == null && expected > 0;
        } finally {
            lock.unlock();
        }
    }

    /**
     * Begins to record a stream, if the capture expects one, and the stream is open and not being recorded.
     *
     * @param comment about the stream, for its first packet
     */
    boolean add(CaptureTransport stream, String comment) {
        lock.lock();
        try {
            if (end != null || expected == 0 || !begin(stream, comment)) {
                return false;
            }
        } catch (Throwable e) {
            fail(e);
            return false;
        } finally {
            lock.unlock();
        }
        if (options.payload() != CapturedPayload.NONE) {
            log.info("Capture {} records payload of stream {} of listener '{}'", id, stream.id(), stream.listener());
        }
        return true;
    }

    private boolean begin(CaptureTransport stream, String comment) {
        var recording = new StreamRecording(
                file,
                Flow.of(stream.remoteAddress(), stream.localAddress(), stream.id()),
                StreamRecording.Sequences.of(stream.id()),
                options.dissector());
        open.add(stream);
        if (!stream.begin(new CaptureTransport.Recorder(this, recording))) {
            open.remove(stream);
            return false;
        }
        expected--;
        streams++;
        recording.open(comment);
        return true;
    }

    /** Continues a stream's recording, unless the capture has ended. Never throws. */
    void record(StreamRecording recording, Consumer<StreamRecording> step) {
        lock.lock();
        try {
            if (end == null) {
                step.accept(recording);
            }
        } catch (Throwable e) {
            fail(e);
        } finally {
            lock.unlock();
        }
    }

    /** Removes a stream that has ended; with the last one the capture ends. Never throws. */
    void remove(CaptureTransport stream) {
        lock.lock();
        try {
            open.remove(stream);
            if (open.isEmpty() && expected == 0) {
                end(CaptureEnd.STREAMS_ENDED);
            }
        } finally {
            lock.unlock();
        }
    }

    private void fail(Throwable e) {
        switch (e) {
            case NoRoomException full -> end(full.reason());
            case OutOfMemoryError _ -> end(CaptureEnd.MEMORY);
            default -> {
                end(CaptureEnd.FAILED);
                log.error("Capture {} failed; its streams go on", id, e);
            }
        }
    }

    /** Ends the capture, unless it has ended; its file stays. */
    void end(CaptureEnd why) {
        lock.lock();
        try {
            if (end == null) {
                end = why;
                endNanos = file.elapsedNanos();
                open.forEach(stream -> stream.stop(this));
                open.clear();
                ended.countDown();
            }
        } finally {
            lock.unlock();
        }
    }

    /** Ends the capture and frees its memory. */
    void delete() {
        lock.lock();
        try {
            end(CaptureEnd.STOPPED);
            deleted = true;
            file.store().free();
            deletion.countDown();
        } finally {
            lock.unlock();
        }
    }

    boolean awaitEnd(long nanos) throws InterruptedException {
        return ended.await(nanos, TimeUnit.NANOSECONDS);
    }

    boolean awaitDeletion(long nanos) throws InterruptedException {
        return deletion.await(nanos, TimeUnit.NANOSECONDS);
    }

    /**
     * Returns the beginning of the file. Reading it fails once the capture is deleted.
     *
     * @param length in bytes; at most {@link CaptureStatus#bytes}
     */
    public InputStream content(long length) {
        return new CaptureInput(this, length);
    }

    /** Copies at least one byte of the file. */
    int read(long from, byte[] destination, int offset, int count) throws IOException {
        lock.lock();
        try {
            if (deleted) {
                // The type by which Spring ends a download without a stack trace.
                throw new EOFException("capture " + id + " was deleted while it was read");
            }
            return file.store().read(from, destination, offset, count);
        } finally {
            lock.unlock();
        }
    }
}
