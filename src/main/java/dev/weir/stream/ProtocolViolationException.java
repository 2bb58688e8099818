package dev.weir.stream;

import java.net.ProtocolException;

/**
 * The peer has violated the protocol of the stream.
 *
 * <p>A handler throws it to end its stream with the cause {@code protocol_error}, which is counted as the client's fault and
 * not logged as a failure of the handler. {@link TcpStream#readLine} throws it for a line that is too long. A protocol may
 * extend it with details of its own.
 */
public class ProtocolViolationException extends ProtocolException {

    private static final long serialVersionUID = 1L;

    /** @param message describes the violation; it may be logged, so it must not contain bytes of the peer */
    public ProtocolViolationException(String message) {
        super(message);
    }
}
