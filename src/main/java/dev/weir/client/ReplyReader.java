package dev.weir.client;

import dev.weir.frame.FrameError;
import dev.weir.frame.FrameException;
import dev.weir.frame.FramedStream;
import dev.weir.observe.CloseCause;
import dev.weir.stream.ProtocolViolationException;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads what a target sends on one connection, and passes each reply to its caller. For one thread.
 *
 * @param <R> type of the replies
 */
final class ReplyReader<R> {

    private static final Logger log = LoggerFactory.getLogger(ReplyReader.class);

    /** How long the rest of a frame is waited for that has begun where none is due. */
    private static final Duration SURPLUS_TIMEOUT = Duration.ofMillis(1);

    private final String client;
    private final FramedStream frames;
    private final InputStream input;
    private final FrameClientOptions<?, R> options;
    private final RequestsInFlight<?, R> requests;
    private final Arrivals<R> arrivals;
    private final Ending ending;

    /** Ends the connection, unless it has ended already. */
    @FunctionalInterface
    interface Ending {

        /**
         * Ends the connection.
         *
         * @param cause {@code null} if it was set when the stream was closed, or when its transport failed
         */
        void end(@Nullable CloseCause cause, Throwable why);
    }

    ReplyReader(
            String client,
            FramedStream frames,
            FrameClientOptions<?, R> options,
            RequestsInFlight<?, R> requests,
            Arrivals<R> arrivals,
            Ending ending) {
        this.client = client;
        this.frames = frames;
        this.input = frames.stream().inputStream();
        this.options = options;
        this.requests = requests;
        this.arrivals = arrivals;
        this.ending = ending;
    }

    /** Reads until the connection ends. */
    void readAll() {
        try {
            for (ByteBuffer view = frames.readView(); view != null; view = frames.readView()) {
                received(decode(view));
            }
            requests.fail(new EOFException("the target has finished"));
        } catch (IOException e) {
            ending.end(causeOf(e), e);
        } catch (RuntimeException | Error e) {
            log.error("client {}: reading from {} failed", client, frames.stream(), e);
            ending.end(CloseCause.PROTOCOL_ERROR, e);
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

    private void received(R frame) throws IOException {
        PendingReply<R> reply = requests.take(frame);
        if (reply == null) {
            receivedUnasked(frame);
            return;
        }
        try {
            readSurplus();
        } catch (IOException e) {
            ending.end(causeOf(e), e);
        } finally {
            if (!reply.complete(frame)) {
                arrivals.late();
            }
        }
    }

    private void receivedUnasked(R frame) throws ProtocolViolationException {
        boolean taken = arrivals.unsolicited(frame);
        if (!taken && options.request().mode() == CorrelationMode.IN_ORDER) {
            throw new ProtocolViolationException("the target has sent a reply without a request");
        }
    }

    /**
     * Reads the frames that have arrived together with a reply, before its caller can make the next request: they would be taken
     * for the reply to that one.
     */
    private void readSurplus() throws IOException {
        ByteBuffer view = readArrived();
        while (view != null) {
            receivedUnasked(decode(view));
            view = readArrived();
        }
    }

    /** Returns {@code null} if no frame is surplus, or what has arrived is not a whole one. */
    private @Nullable ByteBuffer readArrived() throws IOException {
        if (input.available() == 0 || !requests.isNextUnasked()) {
            return null;
        }
        frames.stream().readTimeout(SURPLUS_TIMEOUT);
        try {
            return frames.readView();
        } catch (SocketTimeoutException _) {
            // Of the stream: no byte is lost. A frame's own timeout is thrown by the next read again.
            return null;
        } finally {
            frames.stream().readTimeout(Duration.ZERO);
        }
    }

    /** Returns {@code null} if the cause was set when the stream was closed, or when its transport failed. */
    static @Nullable CloseCause causeOf(IOException e) {
        return switch (e) {
            case ProtocolViolationException _ -> CloseCause.PROTOCOL_ERROR;
            case SocketTimeoutException _ -> CloseCause.READ_TIMEOUT;
            default -> null;
        };
    }
}
