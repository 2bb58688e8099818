package dev.weir.stream;

import java.net.ProtocolException;

/**
 * The peer has broken the protocol that is spoken on the stream.
 *
 * <p>A handler throws it to end its stream with the cause {@code protocol_error}: the client's fault, which is counted and
 * not logged as a failure of the handler. {@link TcpStream#readLine} throws it for a line that is too long.
 */
public final class ProtocolViolationException extends ProtocolException {

    private static final long serialVersionUID = 1L;

    /** @param message what the peer did; it may reach a log, so keep the peer's own bytes out of it */
    public ProtocolViolationException(String message) {
        super(message);
    }
}
