package dev.weir.stream;

import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.channels.ClosedChannelException;
import java.time.Duration;
import java.util.concurrent.locks.ReentrantLock;

/** Closes a stream step by step: last bytes, end of the write direction, wait for the peer, transport, buffers. */
final class StreamCloser {

    private final Transport transport;
    private final CloseReason closed;
    private final StreamInput input;
    private final StreamOutput output;
    private final Duration writeTimeout;
    private final Duration closeTimeout;

    /** Held by the thread that closes: a second one must not free the buffers that the first still uses. */
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
     * @param inOrder whether to wait for another thread that is closing, and for the peer even if a thread is blocked in a
     *     read
     */
    void close(boolean inOrder) throws IOException {
        if (inOrder) {
            closing.lock();
        } else if (!closing.tryLock()) {
            return;
        }
        // The interrupted work is over; with the flag still set, the first blocking call would abort the close.
        boolean interrupted = Thread.interrupted();
        try {
            if (closed.set("closed by this side")) {
                finishAndClose(inOrder);
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

    /** Sends the buffered bytes and TLS's close_notify within the write timeout: the peer may not be reading. */
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

    /** Waits until no thread uses the transport, so that counts taken there are final, and frees the buffers. */
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
