package dev.weir.frame;

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

    /** A frame was rejected. At most once, since nothing is read after that. */
    default void rejected(FrameError error) {}
}
