package dev.weir.stream;

import java.io.IOException;
import java.io.OutputStream;

/** The output of a stream as an {@link OutputStream}. */
final class TcpOutputStream extends OutputStream {

    private final TcpStream stream;

    TcpOutputStream(TcpStream stream) {
        this.stream = stream;
    }

    @Override
    public void write(int value) throws IOException {
        stream.writeAll(new byte[] {(byte) value});
    }

    @Override
    public void write(byte[] source, int offset, int length) throws IOException {
        stream.writeAll(source, offset, length);
    }

    @Override
    public void flush() throws IOException {
        stream.flush();
    }

    @Override
    public void close() throws IOException {
        stream.close();
    }
}
