package dev.weir.frame;

import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * Frames of one length, without marks.
 *
 * @param size of each frame, in bytes
 */
record FixedFormat(int size) implements FrameFormat {

    FixedFormat {
        if (size < 1) {
            throw new IllegalArgumentException("size must be positive: " + size);
        }
    }

    @Override
    public Found find(ByteBuffer received, int scanned) {
        int count = received.remaining();
        return count < size ? new Found.Incomplete(count, size) : new Found.Frame(0, size, size);
    }

    @Override
    public void wrap(ByteBuffer payload, FrameSink sink) throws IOException {
        if (payload.remaining() != size) {
            throw new IllegalArgumentException(
                    "a frame's payload has " + payload.remaining() + " bytes instead of " + size);
        }
        sink.put(payload);
    }

    @Override
    public int max() {
        return size;
    }
}
