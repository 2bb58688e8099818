package dev.weir.frame;

import java.nio.ByteBuffer;

/**
 * Converts payloads to values and back. One object serves all connections at once.
 *
 * @param <T> type of the values
 */
public interface FrameConverter<T> {

    /**
     * Converts a payload.
     *
     * @param payload from position to limit; read-only, and valid during the call only
     * @throws Exception if the payload is not valid; a {@link FrameException} ends the connection as the peer's fault
     */
    T read(ByteBuffer payload) throws Exception;

    /** Converts a value; the payload is from position to limit. */
    ByteBuffer write(T value) throws Exception;
}
