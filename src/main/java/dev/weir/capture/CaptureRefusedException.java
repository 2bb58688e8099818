package dev.weir.capture;

/** A capture cannot be started now; the message has the reason and the remedy. */
public final class CaptureRefusedException extends Exception {

    private static final long serialVersionUID = 1;

    CaptureRefusedException(String message) {
        super(message);
    }
}
