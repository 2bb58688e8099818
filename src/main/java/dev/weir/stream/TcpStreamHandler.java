package dev.weir.stream;

import java.io.IOException;

/**
 * Handles the connections of a listener. An application implements it and registers the handler as a bean.
 *
 * <p>{@link #handle} is called once for each connection, on a virtual thread that serves only that connection, so it may
 * block. One handler object serves all connections of its listeners concurrently: keep the state of a connection in local
 * variables.
 *
 * <p>A handler of lines, which the setting {@code weir.listeners.<name>.handler=greeting} selects:
 * {@snippet file="dev/weir/snippets/GreetingHandler.java" region="handler"}
 */
@FunctionalInterface
public interface TcpStreamHandler {

    /**
     * Handles a connection. The stream is flushed and closed when this method returns or throws.
     *
     * <p>Exceptions of the stream may be passed on, wrapped or not: {@link StreamOrigin} marks them, and they never count as
     * the handler's failure. Throw {@link ProtocolViolationException} if the peer violates the protocol. Any other exception,
     * including those of the handler's own sockets, ends this stream only and is logged with its id as the handler's failure.
     */
    void handle(TcpStream stream) throws Exception;

    /**
     * Called when the listener drains and this stream has been idle, on another thread than {@link #handle}.
     *
     * <p>The default ends the stream's input, so that the handler returns as if the peer had ended its direction. Override it
     * to end the conversation as the protocol provides for.
     *
     * <p>Bytes that the client sends after the default are answered with a reset, which may destroy bytes on their way to the
     * client: a long reply that was flushed and that the client reads slowly. If clients send without waiting for replies, end
     * the write direction instead, {@code stream.shutdown()}: the client then ends its own, and the handler's input ends.
     */
    default void onDrain(TcpStream stream) throws IOException {
        stream.shutdown(Half.READ);
    }

    /**
     * Called when the listener has been draining for half of its grace period and this stream is still busy, on another thread
     * than {@link #handle}. {@link #onDrain} is called later if the stream becomes idle.
     *
     * <p>A handler that knows where messages end notes it, ends the stream after the reply to the next message, and loses none.
     * The default ignores it: a stream that stays busy is closed at the end of the grace period, whatever is under way.
     *
     * @return whether the handler will end the stream
     */
    default boolean onDrainWhileBusy(TcpStream stream) {
        return false;
    }
}
