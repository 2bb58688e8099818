package dev.weir.frame;

import java.nio.ByteBuffer;

/** Receives the events of one framed stream, on the threads that read and write; must not block. */
public interface FrameObserver {

    /** Observes nothing. */
    FrameObserver NONE = new FrameObserver() {};

    /**
     * A frame was read.
     *
     * @param length of the payload, in bytes
     */
    default void received(int length) {}

    /**
     * A frame was written.
     *
     * @param length of the payload, in bytes
     */
    default void sent(int length) {}

    /** Whether {@link #receivedPayload} and {@link #sentPayload} are called too; asked for each frame. */
    default boolean wantsPayload() {
        return false;
    }

    /**
     * A frame was read.
     *
     * @param payload from the buffer's position to its limit; read-only, and valid during this call
     */
    default void receivedPayload(ByteBuffer payload) {}

    /**
     * A frame was written.
     *
     * @param payload from the buffer's position to its limit
     */
    default void sentPayload(ByteBuffer payload) {}

    /** A frame was rejected. At most once, since nothing is read after that. */
    default void rejected(FrameError error) {}
}
