package dev.weir.actuate;

/** A request for a capture that cannot be met; the message names the field, its value and the choices. */
final class InvalidCaptureException extends Exception {

    private static final long serialVersionUID = 1;

    private final int status;

    /** @param status of the HTTP response */
    InvalidCaptureException(int status, String message) {
        super(message);
        this.status = status;
    }

    int status() {
        return status;
    }
}
