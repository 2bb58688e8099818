package dev.weir.frame;

import dev.weir.stream.Buffers;
import dev.weir.stream.InputScanner;
import dev.weir.stream.ProtocolViolationException;
import dev.weir.stream.TcpStream;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Reads the frames of a stream, each in the stream's own buffer. For one thread at a time. */
final class FrameReader implements FrameSource, InputScanner {

    /** Bytes of the stream's buffer that a view may keep in memory while the stream waits. */
    private static final int KEPT = 4 * 1024;

    private static final long ANSWER_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final TcpStream stream;
    private final FrameFormat format;
    private final FrameWriter writer;
    private final FrameObserver observer;
    private final FrameTimer timer;
    private final long maxTotal;

    private int scanned;
    private int atLeast;

    private long answeredNanos = System.nanoTime() - ANSWER_NANOS;

    /** The buffer that the view is of. */
    private ByteBuffer viewed = Buffers.EMPTY;

    private ByteBuffer view = Buffers.EMPTY;

    /** Whether the unit that was scanned last is a frame, which the view shows. */
    private boolean isFrame;

    /** After it the position in the frame is unknown or the peer too slow, so that every further read throws it again. */
    private @Nullable IOException failure;

    /** @param timeout from the first byte of a frame to its last; zero for no limit */
    FrameReader(TcpStream stream, FrameFormat format, FrameWriter writer, FrameObserver observer, Duration timeout) {
        this.stream = stream;
        this.format = format;
        this.writer = writer;
        this.observer = observer;
        this.timer = new FrameTimer(stream, timeout);
        this.maxTotal = FrameLimits.maxTotal(format.max());
    }

    @Override
    public @Nullable ByteBuffer next() throws IOException {
        if (failure != null) {
            throw failure;
        }
        try {
            while (stream.scan(this) >= 0) {
                if (isFrame) {
                    observer.received(view.remaining());
                    if (observer.wantsPayload()) {
                        observer.receivedPayload(view.duplicate());
                    }
                    return view;
                }
                answer();
            }
            return null;
        } catch (FrameException e) {
            throw rejected(e.error(), e);
        } catch (ProtocolViolationException e) {
            // The buffers' memory is used up.
            throw rejected(FrameError.TOO_LARGE, e);
        } catch (SocketTimeoutException e) {
            // The stream's own read timeout has another meaning, and reading may go on after it.
            throw timer.isOver() ? rejected(FrameError.TIMEOUT, timer.late(e)) : e;
        }
    }

    @Override
    public int scan(ByteBuffer received) throws ProtocolViolationException {
        if (received.remaining() < atLeast) {
            return 0;
        }
        int position = received.position();
        int limit = received.limit();
        Found found = format.find(received, scanned);
        received.limit(limit).position(position);
        return switch (found) {
            case Found.Incomplete(int examined, int needed) -> await(received, examined, needed);
            case Found.Frame(int start, int length, int total) -> take(received, start, length, total);
            case Found.Nothing(int skip) -> skip(received, skip);
        };
    }

    @Override
    public int scanLast(ByteBuffer received) throws ProtocolViolationException {
        int position = received.position();
        int limit = received.limit();
        Found found = format.findLast(received);
        received.limit(limit).position(position);
        return switch (found) {
            case Found.Incomplete _ ->
                throw new FrameException(FrameError.TRUNCATED, "the peer finished in the middle of a frame");
            case Found.Frame(int start, int length, int total) -> take(received, start, length, total);
            case Found.Nothing(int skip) -> skip(received, skip);
        };
    }

    @Override
    public long timeoutNanos() {
        releaseLargeView();
        return timer.timeoutNanos();
    }

    private int await(ByteBuffer received, int examined, int needed) throws FrameException {
        if (received.remaining() > maxTotal) {
            throw FrameException.tooLarge(format.max());
        }
        scanned = examined;
        atLeast = needed;
        if (timer.isToBegin() && format.hasBegun(received)) {
            timer.begin();
        }
        return 0;
    }

    private int take(ByteBuffer received, int start, int length, int total) throws FrameException {
        if (length > format.max()) {
            throw FrameException.tooLarge(format.max());
        }
        show(received, start, length);
        isFrame = true;
        return consumed(total);
    }

    private int skip(ByteBuffer received, int count) {
        show(received, 0, count);
        isFrame = false;
        return consumed(count);
    }

    private int consumed(int total) {
        scanned = 0;
        atLeast = 0;
        timer.reset();
        return total;
    }

    /** The view is made once for a buffer, so that reading a frame allocates nothing. */
    @SuppressWarnings("ReferenceEquality") // A buffer with the same content is another one.
    private void show(ByteBuffer received, int start, int length) {
        if (viewed != received) {
            viewed = received;
            view = received.asReadOnlyBuffer();
        }
        int position = received.position() + start;
        view.limit(position + length).position(position);
    }

    /** The stream frees or replaces a buffer that has grown. While it waits, the view must not keep the old one in memory. */
    private void releaseLargeView() {
        if (viewed.capacity() > KEPT) {
            viewed = Buffers.EMPTY;
            view = Buffers.EMPTY;
        }
    }

    private void answer() throws IOException {
        ByteBuffer answer = format.answer(view);
        long now = System.nanoTime();
        if (answer.hasRemaining() && now - answeredNanos >= ANSWER_NANOS) {
            answeredNanos = now;
            writer.writeRaw(answer);
        }
    }

    private IOException rejected(FrameError error, IOException e) {
        failure = e;
        observer.rejected(error);
        return e;
    }
}
