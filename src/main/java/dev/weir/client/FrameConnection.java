package dev.weir.client;

import dev.weir.frame.FrameError;
import dev.weir.frame.FrameException;
import dev.weir.frame.FrameObserver;
import dev.weir.frame.FramedStream;
import dev.weir.observe.CloseCause;
import dev.weir.observe.TargetStatistics;
import dev.weir.stream.Deadline;
import dev.weir.stream.ProtocolViolationException;
import dev.weir.upstream.UpstreamConnection;
import java.io.EOFException;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.util.List;
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
    private final FrameClientOptions<T, R> options;
    private final Arrivals<R> arrivals;
    private final RequestFailures failures;
    private final ReentrantLock writing = new ReentrantLock();

    /** Guarded by this object's monitor, as is {@link #ended} for writing. */
    private final Replies<T, R> replies;

    private volatile boolean ended;

    /** Limit for the write in progress; {@link Deadline#NONE} without one. */
    private volatile Deadline writeDeadline = Deadline.NONE;

    FrameConnection(
            String client, UpstreamConnection connection, FrameClientOptions<T, R> options, Arrivals<R> arrivals) {
        this.client = client;
        this.connection = connection;
        this.options = options;
        this.arrivals = arrivals;
        this.failures = new RequestFailures(client, connection.target().name());
        this.replies = Replies.of(client, options.request());
        this.frames = FramedStream.over(connection.stream(), options.format(), options.timeout(), FrameObserver.NONE);
    }

    /** Starts to read; {@code onEnd} is called once the connection is closed. */
    void start(Runnable onEnd) {
        Thread.ofVirtual().name("weir-client " + client + " reader").start(() -> {
            try {
                readAll();
            } finally {
                close();
                onEnd.run();
            }
        });
    }

    /** Whether requests can still be made. */
    boolean isOpen() {
        return !ended;
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
            if (!register(request, reply)) {
                return false;
            }
            boolean refused = true;
            try {
                refused = !write(payload, reply, deadline);
            } finally {
                if (refused) {
                    unregister(reply);
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
            return !ended && write(payload, frame, deadline);
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
            end(causeOf(e), e);
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

    private synchronized boolean register(T request, PendingReply<R> reply) {
        if (!ended) {
            replies.add(request, reply);
        }
        return !ended;
    }

    private synchronized void unregister(PendingReply<R> reply) {
        replies.remove(reply);
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
        synchronized (this) {
            if (ended || !replies.giveUp(reply)) {
                return false;
            }
        }
        reply.giveUp();
        if (!replies.canSkip()) {
            end(CloseCause.READ_TIMEOUT, new SocketTimeoutException("an earlier request was given up"));
        }
        return true;
    }

    private void readAll() {
        try {
            for (ByteBuffer view = frames.readView(); view != null; view = frames.readView()) {
                received(decode(view));
            }
            fail(new EOFException("the target has finished"));
        } catch (IOException e) {
            end(causeOf(e), e);
        } catch (RuntimeException | Error e) {
            log.error("client {}: reading from {} failed", client, target().target(), e);
            end(CloseCause.PROTOCOL_ERROR, e);
        }
    }

    private R decode(ByteBuffer view) throws IOException {
        try {
            return options.replies().read(view);
        } catch (IOException | RuntimeException e) {
            throw e;
        } catch (Exception e) {
            var malformed = new FrameException(FrameError.MALFORMED, "a reply could not be converted");
            malformed.initCause(e);
            throw malformed;
        }
    }

    private void received(R frame) throws ProtocolViolationException {
        PendingReply<R> reply = take(frame);
        if (reply == null) {
            boolean taken = arrivals.unsolicited(frame);
            if (!taken && options.request().mode() == CorrelationMode.IN_ORDER) {
                throw new ProtocolViolationException("the target has sent a reply without a request");
            }
        } else if (!reply.complete(frame)) {
            arrivals.late();
        }
    }

    /** A target chooses the reply, and so whether a correlation fails: that is no error of this process. */
    private @Nullable PendingReply<R> take(R frame) throws ProtocolViolationException {
        try {
            synchronized (this) {
                return replies.take(frame);
            }
        } catch (RuntimeException e) {
            // Without the exception's message, which may contain bytes of the target.
            var malformed = new FrameException(FrameError.MALFORMED, "the key of a reply could not be read");
            malformed.initCause(e);
            throw malformed;
        }
    }

    private static @Nullable CloseCause causeOf(IOException e) {
        return switch (e) {
            case ProtocolViolationException _ -> CloseCause.PROTOCOL_ERROR;
            case SocketTimeoutException _ -> CloseCause.READ_TIMEOUT;
            // Whoever closed the stream, or the transport that failed, has set it.
            default -> null;
        };
    }

    /** Ends the connection at once, unless it has ended already. */
    private void end(@Nullable CloseCause cause, Throwable why) {
        if (!fail(why)) {
            return;
        }
        if (cause != null) {
            connection.end(cause);
        }
        connection.stream().abort(String.valueOf(why.getMessage()));
    }

    /** Takes no more requests, and fails those in flight. Returns false if the connection has ended already. */
    private boolean fail(Throwable why) {
        List<PendingReply<R>> failed;
        synchronized (this) {
            if (ended) {
                return false;
            }
            ended = true;
            failed = replies.removeAll();
        }
        for (PendingReply<R> reply : failed) {
            reply.fail(failures.closed(why));
        }
        return true;
    }

    /** Closes the connection in order, which has no requests and gets none any more. */
    void retire(CloseCause cause) {
        synchronized (this) {
            ended = true;
        }
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
