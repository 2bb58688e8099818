package dev.weir.capture;

/** There is no room for a block, which is an expected end of a capture: without a stack trace. */
final class NoRoomException extends RuntimeException {

    private static final long serialVersionUID = 1;

    private final CaptureEnd reason;

    /** @param reason memory or max_bytes */
    NoRoomException(CaptureEnd reason) {
        super(reason.label(), null, false, false);
        this.reason = reason;
    }

    CaptureEnd reason() {
        return reason;
    }
}
