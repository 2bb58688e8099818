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

    public FrameError error() {
        return error;
    }
}
