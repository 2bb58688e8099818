package dev.weir.integration;

import dev.weir.frame.FrameSession;
import dev.weir.frame.FrameSessions;
import java.io.IOException;
import org.springframework.integration.handler.AbstractMessageHandler;
import org.springframework.messaging.Message;
import org.springframework.messaging.MessageHandlingException;

/**
 * Sends the payload of each message as a frame to the connection that its header {@code ip_connectionId} names, in place of a
 * {@code TcpSendingMessageHandler}. Returns when the frame is sent.
 */
public final class FrameSendingMessageHandler extends AbstractMessageHandler {

    private final FrameSessions sessions;

    public FrameSendingMessageHandler(FrameSessions sessions) {
        this.sessions = sessions;
    }

    /** @throws MessageHandlingException if the header names no open connection, or the connection has failed */
    @Override
    protected void handleMessageInternal(Message<?> message) {
        Long id = ConnectionHeaders.sessionId(message);
        FrameSession session = id == null ? null : sessions.find(id);
        if (session == null) {
            throw new MessageHandlingException(message, "the header ip_connectionId names no open connection");
        }
        try {
            session.send(message.getPayload());
        } catch (IOException e) {
            throw new MessageHandlingException(message, "a frame could not be sent to connection " + id, e);
        }
    }

    @Override
    public String getComponentType() {
        return "weir:frame-sender";
    }
}
