package dev.weir.frame;

import dev.weir.stream.TcpStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Writes whole frames, one after the other whichever threads write. A frame is gathered and passed to the stream in one write:
 * some receivers take a segment for a frame, and while another thread waits in a read, the stream sends each write at once.
 */
final class FrameWriter {

    private final TcpStream stream;
    private final Framing format;
    private final FrameObserver observer;

    /** For the next frame, so that writing short frames allocates nothing; {@code null} while a thread uses it. */
    private final AtomicReference<@Nullable GatheringSink> spare = new AtomicReference<>();

    FrameWriter(TcpStream stream, Framing format, FrameObserver observer) {
        this.stream = stream;
        this.format = format;
        this.observer = observer;
    }

    /**
     * Returns the frame of a payload, for {@link #write}. Nothing is written yet.
     *
     * @throws IllegalArgumentException if the format cannot carry this payload
     */
    GatheringSink wrap(ByteBuffer payload) throws IOException {
        int length = payload.remaining();
        if (length > format.max()) {
            throw new IllegalArgumentException(
                    "a frame's payload has " + length + " bytes, and the maximum is " + format.max());
        }
        GatheringSink frame = spare.getAndSet(null);
        if (frame == null) {
            frame = new GatheringSink();
        }
        frame.clear(length);
        boolean wrapped = false;
        try {
            if (observer.wantsPayload()) {
                frame.keepPayload(payload);
            }
            format.wrap(payload, frame);
            wrapped = true;
        } finally {
            if (!wrapped) {
                release(frame);
            }
        }
        return frame;
    }

    /** Writes a frame that {@link #wrap} has returned; once. */
    void write(GatheringSink frame) throws IOException {
        int length = frame.payloadLength();
        ByteBuffer payload = frame.payload();
        try {
            stream.write(frame.content());
        } finally {
            release(frame);
        }
        observer.sent(length);
        if (payload != null) {
            observer.sentPayload(payload);
        }
    }

    private void release(GatheringSink frame) {
        frame.shrink();
        // A thread that takes it sees its content; unlike set(), this needs no full fence.
        spare.setRelease(frame);
    }

    /** Writes bytes that are no frame, between two frames. */
    void writeRaw(ByteBuffer bytes) throws IOException {
        stream.write(bytes);
    }
}
