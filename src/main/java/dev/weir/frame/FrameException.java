package dev.weir.frame;

import dev.weir.stream.ProtocolViolationException;

/** The peer has sent bytes that the format does not allow. The stream cannot be read any further. */
public final class FrameException extends ProtocolViolationException {

    private static final long serialVersionUID = 1L;

    private final FrameError error;

    /** @param message describes the fault; it may be logged, so it must not contain bytes of the peer */
    public FrameException(FrameError error, String message) {
        super(message);
        this.error = error;
    }

    /**
     * Returns an exception for a frame that is longer than the maximum.
     *
     * @param max maximum length of a payload, in bytes
     */
    public static FrameException tooLarge(int max) {
        return new FrameException(FrameError.TOO_LARGE, "a frame is longer than " + max + " bytes");
    }

    public FrameError error() {
        return error;
    }
}
