package dev.weir.server;

import dev.weir.stream.TcpStreamHandler;
import org.springframework.integration.handler.AbstractMessageHandler;
import org.springframework.messaging.Message;
import org.springframework.messaging.MessageHandlingException;

/**
 * The last endpoint of a listener's flow: hands the handler to the connection that has sent the message. The connection calls
 * it after Spring Integration has returned; {@link StreamConnection} has the measured reason.
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
        connection.setHandler(handler);
    }

    @Override
    public String getComponentType() {
        return "weir:stream-handler";
    }
}
