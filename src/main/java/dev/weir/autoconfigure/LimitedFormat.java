package dev.weir.autoconfigure;

import dev.weir.frame.Found;
import dev.weir.frame.FrameException;
import dev.weir.frame.FrameFormat;
import dev.weir.frame.FrameSink;
import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * A format with a lower maximum than its own.
 *
 * @param max maximum length of a payload, in bytes
 */
record LimitedFormat(FrameFormat format, int max) implements FrameFormat {

    @Override
    public Found find(ByteBuffer received, int scanned) throws FrameException {
        return checked(format.find(received, scanned));
    }

    @Override
    public Found findLast(ByteBuffer received) throws FrameException {
        return checked(format.findLast(received));
    }

    private Found checked(Found found) throws FrameException {
        if (found instanceof Found.Frame frame && frame.length() > max) {
            throw FrameException.tooLarge(max);
        }
        return found;
    }

    @Override
    public boolean hasBegun(ByteBuffer received) {
        return format.hasBegun(received);
    }

    @Override
    public void wrap(ByteBuffer payload, FrameSink sink) throws IOException {
        if (payload.remaining() > max) {
            throw new IllegalArgumentException(
                    "a frame's payload has " + payload.remaining() + " bytes, and the maximum is " + max);
        }
        format.wrap(payload, sink);
    }

    @Override
    public ByteBuffer answer(ByteBuffer skipped) {
        return format.answer(skipped);
    }
}
