package dev.weir.server;

import dev.weir.stream.TcpStreamHandler;
import org.springframework.integration.handler.AbstractMessageHandler;
import org.springframework.messaging.Message;
import org.springframework.messaging.MessageHandlingException;

/**
 * The end of the message's way: the connection learns which handler is to have its stream, and calls it when Spring
 * Integration has returned. Inside, the twenty frames of that way would stay on the stack of every stream that waits, twice
 * the memory of the rest of it.
 */
final class StreamMessageHandler extends AbstractMessageHandler {

    private final TcpStreamHandler handler;

    StreamMessageHandler(TcpStreamHandler handler) {
        this.handler = handler;
    }

    @Override
    protected void handleMessageInternal(Message<?> message) {
        StreamConnection connection = StreamMessageMapper.connection(message);
        if (connection == null) {
            throw new MessageHandlingException(message, "only a listener's own connections have streams to handle");
        }
        connection.handler(handler);
    }

    @Override
    public String getComponentType() {
        return "weir:stream-handler";
    }
}
