package dev.weir.frame;

import dev.weir.stream.TcpStream;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Reads the frames of a stream by code that blocks. For one thread at a time. */
final class BlockingFrameReader implements FrameSource {

    private final BlockingFormat format;
    private final FrameObserver observer;
    private final FrameInput input;

    private volatile boolean cutOff;

    /** After it the position in the frame is unknown, so that every further read throws it again. */
    private @Nullable IOException failure;

    /** @param timeout from the first byte of a frame to its last; zero for no limit */
    BlockingFrameReader(TcpStream stream, BlockingFormat format, FrameObserver observer, Duration timeout) {
        this.format = format;
        this.observer = observer;
        this.input = new FrameInput(stream, format.max(), timeout);
    }

    @Override
    public @Nullable ByteBuffer next() throws IOException {
        if (failure != null) {
            throw failure;
        }
        input.begin();
        byte[] payload;
        try {
            payload = format.read(input);
        } catch (IOException | RuntimeException e) {
            throwFailure(e);
            return null;
        }
        if (payload == null || isEmptyAtTheEnd(payload)) {
            return null;
        }
        if (payload.length > format.max()) {
            throw rejected(FrameException.tooLarge(format.max()));
        }
        observer.received(payload.length);
        ByteBuffer view = ByteBuffer.wrap(payload).asReadOnlyBuffer();
        if (observer.wantsPayload()) {
            observer.receivedPayload(view.duplicate());
        }
        return view;
    }

    /** Code that takes the end of input for an empty frame would otherwise find one after the other. */
    private boolean isEmptyAtTheEnd(byte[] payload) {
        return payload.length == 0 && input.hasEnded() && !input.hasBegun();
    }

    @Override
    public void cutOff() {
        cutOff = true;
    }

    /** Throws what the input has thrown, or a rejection; returns if the input has ended and no frame with it. */
    private void throwFailure(Exception thrown) throws IOException {
        IOException fromInput = input.failure();
        if (fromInput instanceof FrameException e) {
            throw rejected(e);
        }
        if (fromInput != null) {
            throw inputFailed(fromInput);
        }
        if (thrown instanceof FrameException e) {
            throw rejected(e);
        }
        if (!input.hasEnded()) {
            throw rejected(malformed(thrown));
        }
        if (input.hasBegun() && !cutOff) {
            throw rejected(new FrameException(FrameError.TRUNCATED, "the peer finished in the middle of a frame"));
        }
    }

    private IOException inputFailed(IOException e) {
        if (e instanceof SocketTimeoutException && !input.hasBegun()) {
            // The stream's own timeout between two frames, after which reading may go on.
            return e;
        }
        failure = e;
        if (e instanceof SocketTimeoutException && input.isLate()) {
            observer.rejected(FrameError.TIMEOUT);
        }
        return e;
    }

    private IOException rejected(FrameException e) {
        failure = e;
        observer.rejected(e.error());
        return e;
    }

    private FrameException malformed(Exception thrown) {
        var malformed = new FrameException(
                FrameError.MALFORMED,
                format + " does not take the input for a frame: "
                        + thrown.getClass().getName());
        malformed.initCause(thrown);
        return malformed;
    }
}
