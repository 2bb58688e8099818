package dev.weir.frame;

import java.io.IOException;
import java.nio.ByteBuffer;

/** Takes the bytes of one frame, in order. */
public interface FrameSink {

    /** Takes a byte; only its lowest eight bits count. */
    void put(int value) throws IOException;

    /** Takes all remaining bytes of the buffer. */
    void put(ByteBuffer bytes) throws IOException;

    /** Takes the whole array. */
    default void put(byte[] bytes) throws IOException {
        put(ByteBuffer.wrap(bytes));
    }
}
