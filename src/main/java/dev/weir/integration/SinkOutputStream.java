package dev.weir.integration;

import dev.weir.frame.FrameSink;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;

/** Passes what a serializer writes to a frame; neither flush nor close has an effect. */
final class SinkOutputStream extends OutputStream {

    private final FrameSink sink;

    SinkOutputStream(FrameSink sink) {
        this.sink = sink;
    }

    @Override
    public void write(int value) throws IOException {
        sink.put(value);
    }

    @Override
    public void write(byte[] source, int offset, int length) throws IOException {
        sink.put(ByteBuffer.wrap(source, offset, length));
    }
}
