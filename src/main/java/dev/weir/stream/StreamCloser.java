package dev.weir.stream;

import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.channels.ClosedChannelException;
import java.time.Duration;
import java.util.concurrent.locks.ReentrantLock;

/** Closes a stream in order: the last bytes, the end, the wait for the peer, the transport, the buffers. */
final class StreamCloser {

    private final Transport transport;
    private final CloseReason closed;
    private final StreamInput input;
    private final StreamOutput output;
    private final Duration writeTimeout;
    private final Duration closeTimeout;

    /** Held by the thread that closes: another one that closes too must not take its buffers away. */
    private final ReentrantLock closing = new ReentrantLock();

    StreamCloser(
            Transport transport, CloseReason closed, StreamInput input, StreamOutput output, StreamOptions options) {
        this.transport = transport;
        this.closed = closed;
        this.input = input;
        this.output = output;
        this.writeTimeout = options.writeTimeout();
        this.closeTimeout = options.closeTimeout();
    }

    /**
     * Closes, unless another thread is closing.
     *
     * @param waiting whether to wait for another thread that is closing, and for the peer also where a thread is blocked in a
     *     read
     */
    void close(boolean waiting) throws IOException {
        if (waiting) {
            closing.lock();
        } else if (!closing.tryLock()) {
            return;
        }
        // What was interrupted is over; left in place, the flag would turn this into an abort.
        boolean interrupted = Thread.interrupted();
        try {
            if (closed.set("closed by this side")) {
                finishAndClose(waiting);
            }
        } finally {
            release();
            closing.unlock();
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private void finishAndClose(boolean waitForReader) throws IOException {
        try {
            if (transport.isOpen() && finish()) {
                linger(waitForReader);
            }
        } finally {
            closeTransport();
        }
    }

    /** What is buffered, and the last words of TLS, may meet a peer that does not read. */
    private boolean finish() throws IOException {
        if (!output.isPending() && transport.tls().isEmpty()) {
            return output.finish(writeTimeout);
        }
        try (var watchdog = Watchdog.over(transport, writeTimeout)) {
            try {
                return output.finish(writeTimeout);
            } catch (ClosedChannelException e) {
                if (watchdog.hasExpired()) {
                    throw mark(
                            new SocketTimeoutException("stream " + transport.id()
                                    + ": the peer did not take the last bytes within " + writeTimeout),
                            Half.WRITE);
                }
                throw closed.explain(e);
            }
        }
    }

    private void linger(boolean waitForReader) {
        if (waitForReader) {
            input.awaitReader(closeTimeout);
        }
        if (input.mayBeDiscarded()) {
            LingeringClose.await(transport, closeTimeout);
        }
    }

    private void closeTransport() throws IOException {
        try {
            transport.close();
        } catch (IOException | RuntimeException | Error e) {
            mark(e, Half.WRITE);
            throw e;
        } finally {
            closed.releaseBudget();
        }
    }

    /** After this no thread is in the transport any more, so the counts of what passes there are final. */
    private void release() {
        input.release(closeTimeout);
        output.release(closeTimeout);
    }

    /** Wakes a thread that is blocked in a read. */
    void endRead() throws IOException {
        try {
            transport.shutdown(Half.READ);
        } catch (IOException | RuntimeException | Error e) {
            mark(e, Half.READ);
            throw e;
        }
    }

    private <T extends Throwable> T mark(T thrown, Half half) {
        return StreamOrigin.mark(thrown, transport.id(), half);
    }
}
