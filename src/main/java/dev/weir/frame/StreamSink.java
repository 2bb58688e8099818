package dev.weir.frame;

import dev.weir.stream.TcpStream;
import java.io.IOException;
import java.nio.ByteBuffer;

/** Puts a frame piece by piece into a stream's buffer. For one thread at a time. */
final class StreamSink implements FrameSink {

    private final TcpStream stream;
    private final ByteBuffer single = ByteBuffer.allocate(1);

    StreamSink(TcpStream stream) {
        this.stream = stream;
    }

    @Override
    public void put(int value) throws IOException {
        stream.write(single.clear().put(0, (byte) value));
    }

    @Override
    public void put(ByteBuffer bytes) throws IOException {
        stream.write(bytes);
    }
}
