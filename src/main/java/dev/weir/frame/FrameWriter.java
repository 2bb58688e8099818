package dev.weir.frame;

import dev.weir.stream.TcpStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Writes whole frames, one after the other whichever threads write. A frame's bytes are gathered and leave in one write, since
 * some receivers take a segment for a frame.
 */
final class FrameWriter {

    /** A longer payload is gathered here; a shorter one in the stream's own buffer, which may be small. */
    private static final int MAX_PIECES = 4 * 1024;

    private final TcpStream stream;
    private final FrameFormat format;
    private final FrameObserver observer;
    private final ReentrantLock lock = new ReentrantLock();
    private final StreamSink pieces;

    FrameWriter(TcpStream stream, FrameFormat format, FrameObserver observer) {
        this.stream = stream;
        this.format = format;
        this.observer = observer;
        this.pieces = new StreamSink(stream);
    }

    void write(ByteBuffer payload) throws IOException {
        int length = payload.remaining();
        if (length > format.max()) {
            throw new IllegalArgumentException(
                    "a frame's payload has " + length + " bytes, and the maximum is " + format.max());
        }
        lock.lock();
        try {
            if (length <= MAX_PIECES) {
                format.wrap(payload, pieces);
            } else {
                var whole = new GatheringSink(length);
                format.wrap(payload, whole);
                stream.write(whole.content());
            }
        } finally {
            lock.unlock();
        }
        observer.sent(length);
    }

    /** Writes bytes that are no frame, between two frames. */
    void writeRaw(ByteBuffer bytes) throws IOException {
        lock.lock();
        try {
            stream.write(bytes);
        } finally {
            lock.unlock();
        }
    }
}
