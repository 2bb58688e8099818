package dev.weir.integration;

import dev.weir.frame.FrameSink;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;

/** Gathers a frame in an array, to write it at once. */
final class ByteArraySink extends ByteArrayOutputStream implements FrameSink {

    /** Room for the marks of the built-in formats. */
    private static final int MARKS = 16;

    /** @param length of the frame's payload, in bytes */
    ByteArraySink(int length) {
        super(Math.min(length, Integer.MAX_VALUE - MARKS) + MARKS);
    }

    @Override
    public void put(int value) {
        write(value);
    }

    @Override
    public void put(ByteBuffer bytes) {
        if (bytes.hasArray()) {
            write(bytes.array(), bytes.arrayOffset() + bytes.position(), bytes.remaining());
            bytes.position(bytes.limit());
        } else {
            byte[] copy = new byte[bytes.remaining()];
            bytes.get(copy);
            writeBytes(copy);
        }
    }
}
