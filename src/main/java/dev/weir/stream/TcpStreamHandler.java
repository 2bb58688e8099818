package dev.weir.stream;

import java.io.IOException;

/**
 * What a server does with a connection: the one interface its user writes.
 *
 * <p>Each connection is handled by a call of its own, on a virtual thread of its own, so a handler simply blocks. One
 * handler object serves all connections of its listeners at once: keep what belongs to a connection in local variables.
 */
@FunctionalInterface
public interface TcpStreamHandler {

    /**
     * Holds the conversation. The stream is flushed and closed when this returns or throws.
     *
     * <p>What the stream itself throws may simply be passed on, wrapped or not: it carries a mark ({@link StreamOrigin}) and
     * is never put down to the handler. Throw {@link ProtocolViolationException} when the peer breaks the protocol. Any other
     * exception, one of the handler's own sockets included, ends this stream only and is logged with its id as the handler's
     * failure.
     */
    void handle(TcpStream stream) throws Exception;

    /**
     * Says that the server is draining and this stream has been idle; called on another thread than {@link #handle}.
     *
     * <p>By default the stream's input ends, so that the handler leaves its loop and returns as if the peer had finished.
     * Override it to say goodbye the protocol's own way.
     *
     * <p>What a client sends after that is answered with a reset, and a reset may destroy what is still on its way to it: a
     * long reply that was flushed but that the client reads slowly. Where clients send without waiting for replies, end the
     * write direction here instead, {@code stream.shutdown()}: the client finishes, and with it the handler's input.
     */
    default void onDrain(TcpStream stream) throws IOException {
        stream.shutdown(Half.READ);
    }
}
