package dev.weir.test;

import dev.weir.frame.FrameFormat;
import dev.weir.frame.FrameSink;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;

/** Keeps the bytes of a frame. */
final class FrameBytes implements FrameSink {

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

    /**
     * Returns a payload as a frame.
     *
     * @throws IllegalArgumentException if the format refuses the payload
     */
    static byte[] of(FrameFormat format, byte[] payload) {
        var sink = new FrameBytes();
        try {
            format.wrap(ByteBuffer.wrap(payload), sink);
        } catch (IOException e) {
            throw new UncheckedIOException("the format has failed by itself", e);
        }
        return sink.toByteArray();
    }

    @Override
    public void put(int value) {
        bytes.write(value);
    }

    @Override
    public void put(ByteBuffer source) {
        while (source.hasRemaining()) {
            bytes.write(source.get());
        }
    }

    int size() {
        return bytes.size();
    }

    byte[] toByteArray() {
        return bytes.toByteArray();
    }
}
