package dev.weir.client;

import dev.weir.frame.FrameObserver;
import dev.weir.frame.FramedStream;
import dev.weir.observe.CloseCause;
import dev.weir.observe.TargetStatistics;
import dev.weir.stream.Deadline;
import dev.weir.upstream.UpstreamConnection;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One connection with its requests in flight. Callers write on their own threads, one after the other; a thread of the connection
 * reads, and passes each reply to its caller.
 */
final class FrameConnection<T, R> {

    private static final Logger log = LoggerFactory.getLogger(FrameConnection.class);

    private final String client;
    private final UpstreamConnection connection;
    private final FramedStream frames;
    private final RequestFailures failures;
    private final RequestsInFlight<T, R> requests;
    private final ReplyReader<R> reader;
    private final ReentrantLock writing = new ReentrantLock();

    /** Limit for the write in progress; {@link Deadline#NONE} without one. */
    private volatile Deadline writeDeadline = Deadline.NONE;

    FrameConnection(
            String client, UpstreamConnection connection, FrameClientOptions<T, R> options, Arrivals<R> arrivals) {
        this.client = client;
        this.connection = connection;
        this.failures = new RequestFailures(client, connection.target().name());
        this.requests = new RequestsInFlight<>(Replies.of(client, options.request()), failures);
        this.frames = FramedStream.over(connection.stream(), options.format(), options.timeout(), FrameObserver.NONE);
        this.reader = new ReplyReader<>(client, frames, options, requests, arrivals, this::end);
    }

    /** Starts to read; {@code onEnd} is called once the connection is closed. */
    void start(Runnable onEnd) {
        Thread.ofVirtual().name("weir-client " + client + " reader").start(() -> {
            try {
                reader.readAll();
            } finally {
                close();
                onEnd.run();
            }
        });
    }

    /** Whether requests can still be made. */
    boolean isOpen() {
        return requests.isOpen();
    }

    TargetStatistics target() {
        return connection.target().statistics();
    }

    /**
     * Writes a request. Returns false if the connection has ended before, and nothing of the request has been written.
     *
     * @throws IllegalArgumentException if the format cannot carry the payload; the connection goes on
     * @throws IllegalStateException if the reply could not be told from another one; the connection goes on
     */
    boolean request(T request, ByteBuffer payload, PendingReply<R> reply, Deadline deadline) throws IOException {
        lockWriting(deadline);
        try {
            if (!requests.add(request, reply)) {
                return false;
            }
            boolean refused = true;
            try {
                refused = !write(payload, reply, deadline);
            } finally {
                if (refused) {
                    requests.remove(reply);
                }
            }
            return true;
        } finally {
            writing.unlock();
        }
    }

    /** Writes a frame that has no reply; otherwise as {@link #request}. */
    boolean send(ByteBuffer payload, PendingReply<R> frame, Deadline deadline) throws IOException {
        lockWriting(deadline);
        try {
            return requests.isOpen() && write(payload, frame, deadline);
        } finally {
            writing.unlock();
        }
    }

    private boolean write(ByteBuffer payload, PendingReply<R> reply, Deadline deadline) throws IOException {
        writeDeadline = deadline;
        reply.setSent(true);
        try {
            frames.write(payload);
            frames.flush();
            return true;
        } catch (IllegalArgumentException e) {
            // From the format, which checks a payload before the first byte.
            reply.setSent(false);
            throw e;
        } catch (IOException e) {
            end(ReplyReader.causeOf(e), e);
            throw failure(e, deadline);
        } finally {
            writeDeadline = Deadline.NONE;
        }
    }

    /** The interrupt of a thread that writes has closed the stream. */
    private IOException failure(IOException e, Deadline deadline) {
        if (Thread.currentThread().isInterrupted()) {
            return failures.interrupted();
        }
        return deadline.hasPassed() ? failures.timeout(e) : failures.closed(e);
    }

    /** Notices an interrupt before the write, where it would close the stream, and the requests of others would fail. */
    private void lockWriting(Deadline deadline) throws IOException {
        try {
            if (!writing.tryLock(deadline.remainingNanos(), TimeUnit.NANOSECONDS)) {
                throw failures.timeout(null);
            }
        } catch (InterruptedException _) {
            throw failures.interrupted();
        }
    }

    /** Waits for a reply whose request has been written. */
    R await(PendingReply<R> reply, Deadline deadline) throws IOException {
        try {
            try {
                return reply.await(Math.max(0, deadline.remainingNanos()));
            } catch (TimeoutException _) {
                if (giveUp(reply)) {
                    throw failures.timeout(null);
                }
                return reply.await();
            }
        } catch (InterruptedException _) {
            giveUp(reply);
            throw failures.interrupted();
        }
    }

    /** Returns false if the reply, or a failure, is being passed on already. */
    private boolean giveUp(PendingReply<R> reply) {
        if (!requests.giveUp(reply)) {
            return false;
        }
        if (!requests.canSkip()) {
            end(CloseCause.READ_TIMEOUT, new SocketTimeoutException("an earlier request was given up"));
        }
        return true;
    }

    /** Ends the connection at once, unless it has ended already. */
    private void end(@Nullable CloseCause cause, Throwable why) {
        if (!requests.fail(why)) {
            return;
        }
        if (cause != null) {
            connection.end(cause);
        }
        connection.stream().abort(String.valueOf(why.getMessage()));
    }

    /** Closes the connection in order, which has no requests and gets none any more. */
    void retire(CloseCause cause) {
        requests.retire();
        connection.observed().end(cause);
        close();
    }

    /** Ends the connection if a write takes longer than its request may: the target does not read. */
    void sweep() {
        if (writeDeadline.hasPassed()) {
            end(CloseCause.UPSTREAM_TIMEOUT, new SocketTimeoutException("the target does not read"));
        }
    }

    private void close() {
        try {
            connection.close();
        } catch (IOException e) {
            log.debug("closing {} failed", connection, e);
        }
    }

    @Override
    public String toString() {
        return connection.toString();
    }
}
