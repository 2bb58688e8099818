package dev.weir.frame;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** The frames that a stream receives. For one thread at a time. */
interface FrameSource {

    /** Returns a read-only view of the next frame's payload, valid until the next call; {@code null} at the end of input. */
    @Nullable
    ByteBuffer next() throws IOException;

    /** This side is about to end the input: a frame that it cuts off is not the peer's fault. Any thread. */
    default void cutOff() {}
}
