package dev.weir.stream;

import java.nio.channels.ClosedChannelException;

/** Thrown by a read or write on a stream that this side has closed; the message has the reason. */
public final class StreamClosedException extends ClosedChannelException {

    private static final long serialVersionUID = 1L;

    private final String reason;

    StreamClosedException(long id, String reason) {
        this.reason = "stream " + id + " is closed: " + reason;
    }

    @Override
    public String getMessage() {
        return reason;
    }
}
