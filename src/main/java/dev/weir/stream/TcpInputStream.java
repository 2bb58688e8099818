package dev.weir.stream;

import java.io.IOException;
import java.io.InputStream;

/** The input of a stream as an {@link InputStream}. */
final class TcpInputStream extends InputStream {

    private final TcpStream stream;
    private final StreamInput input;

    TcpInputStream(TcpStream stream, StreamInput input) {
        this.stream = stream;
        this.input = input;
    }

    @Override
    public int read() throws IOException {
        return input.read();
    }

    @Override
    public int read(byte[] destination, int offset, int length) throws IOException {
        return stream.read(destination, offset, length);
    }

    @Override
    public int available() {
        return input.buffered();
    }

    @Override
    public void close() throws IOException {
        stream.close();
    }
}
