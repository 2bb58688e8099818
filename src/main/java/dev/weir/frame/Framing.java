package dev.weir.frame;

import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * How payloads become frames and frames payloads: by a {@link FrameFormat}, or by code of another kind that blocks, a {@link
 * BlockingFormat}.
 */
public sealed interface Framing permits FrameFormat, BlockingFormat {

    /**
     * Writes a frame around a payload. Everything is checked before the first byte is put.
     *
     * @param payload all remaining bytes are the payload; the buffer's position may change
     * @throws IllegalArgumentException if the payload is longer than {@link #max()}, or would be read as something else than
     *     one frame with this payload
     */
    void wrap(ByteBuffer payload, FrameSink sink) throws IOException;

    /** The maximum length of a payload, in bytes; positive. */
    int max();
}
