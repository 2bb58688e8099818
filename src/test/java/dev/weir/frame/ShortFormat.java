package dev.weir.frame;

import java.io.IOException;
import java.nio.ByteBuffer;

/** A two-byte length and the payload; the plainest format there is. */
final class ShortFormat implements FrameFormat {

    private static final int HEADER = Short.BYTES;
    private static final int MAX = 10_000;

    @Override
    public Found find(ByteBuffer received, int scanned) throws FrameException {
        if (received.remaining() < HEADER) {
            return new Found.Incomplete(0, HEADER);
        }
        int length = Short.toUnsignedInt(received.getShort(received.position()));
        if (length > MAX) {
            throw new FrameException(FrameError.TOO_LARGE, "too long: " + length);
        }
        int total = HEADER + length;
        return received.remaining() < total ? new Found.Incomplete(0, total) : new Found.Frame(HEADER, length, total);
    }

    @Override
    public void wrap(ByteBuffer payload, FrameSink sink) throws IOException {
        sink.put(payload.remaining() >> 8);
        sink.put(payload.remaining());
        sink.put(payload);
    }

    @Override
    public int max() {
        return MAX;
    }
}
