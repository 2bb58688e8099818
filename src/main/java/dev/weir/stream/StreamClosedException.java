package dev.weir.stream;

import java.nio.channels.ClosedChannelException;

/** Thrown by a read, a write or a connect on what this side has closed; the message has the reason. */
public final class StreamClosedException extends ClosedChannelException {

    private static final long serialVersionUID = 1L;

    private final String reason;

    StreamClosedException(long id, String reason) {
        this("stream " + id + " is closed: " + reason);
    }

    StreamClosedException(String reason) {
        this.reason = reason;
    }

    @Override
    public String getMessage() {
        return reason;
    }
}
