package dev.weir.frame;

import java.io.IOException;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;

/**
 * Frames that are read by code that waits for its bytes, such as code written for {@link InputStream}. One object serves all
 * streams at once.
 *
 * <p>A {@link FrameFormat} is better wherever there is one: it can be verified, and its frames are found without being copied.
 */
public non-sealed interface BlockingFormat extends Framing {

    /**
     * Reads a frame, without reading any byte after it.
     *
     * @param in the stream's input. Reading throws a {@link java.net.SocketTimeoutException} if the frame takes too long, and a
     *     {@link FrameException} if it takes many more bytes than {@link #max()}
     * @return the payload; {@code null} if there is no further frame
     * @throws IOException if these bytes are no frame, or the input ends inside it: the frame is rejected. A {@link
     *     RuntimeException} has the same effect
     */
    byte @Nullable [] read(InputStream in) throws IOException;
}
