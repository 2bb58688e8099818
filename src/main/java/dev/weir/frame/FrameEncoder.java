package dev.weir.frame;

import java.io.IOException;
import java.nio.ByteBuffer;

/** Converts whatever a handler may send. Any thread. */
@FunctionalInterface
public interface FrameEncoder {

    /**
     * Returns the payload of a value, from position to limit.
     *
     * @throws IllegalArgumentException if there is no conversion for its type
     */
    ByteBuffer encode(Object value) throws IOException;
}
