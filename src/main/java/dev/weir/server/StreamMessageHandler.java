package dev.weir.server;

import dev.weir.stream.TcpStream;
import dev.weir.stream.TcpStreamHandler;
import org.springframework.integration.handler.AbstractMessageHandler;
import org.springframework.messaging.Message;
import org.springframework.messaging.MessageHandlingException;

/** The end of the message's way: gives the stream to the user's handler. */
final class StreamMessageHandler extends AbstractMessageHandler {

    private final TcpStreamHandler handler;

    StreamMessageHandler(TcpStreamHandler handler) {
        this.handler = handler;
    }

    @Override
    protected void handleMessageInternal(Message<?> message) {
        try {
            handler.handle((TcpStream) message.getPayload());
        } catch (RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new MessageHandlingException(message, e);
        }
    }

    @Override
    public String getComponentType() {
        return "weir:stream-handler";
    }
}
