package dev.weir.capture;

import java.io.IOException;
import java.io.InputStream;
import java.util.Objects;

/** Reads the beginning of a capture's file, which it does not keep in memory. For one thread. */
final class CaptureInput extends InputStream {

    private final Capture capture;
    private final long length;
    private long position;

    CaptureInput(Capture capture, long length) {
        this.capture = capture;
        this.length = length;
    }

    @Override
    public int read() throws IOException {
        byte[] single = new byte[1];
        return read(single, 0, 1) < 0 ? -1 : single[0] & 0xFF;
    }

    @Override
    public int read(byte[] destination, int offset, int count) throws IOException {
        Objects.checkFromIndexSize(offset, count, destination.length);
        if (count == 0) {
            return 0;
        }
        if (position == length) {
            return -1;
        }
        int copied = capture.read(position, destination, offset, (int) Math.min(count, length - position));
        position += copied;
        return copied;
    }
}
