package dev.weir.integration;

import dev.weir.frame.FrameSession;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.springframework.messaging.Message;
import org.springframework.messaging.MessageChannel;
import org.springframework.messaging.MessageDeliveryException;

/** Takes the replies to one frame, in order. Any thread. */
final class ReplyChannel implements MessageChannel {

    private final FrameSession session;

    /** The first reply, until the frame's handler takes it. */
    private @Nullable Object first;

    /** Whether replies are sent at once. */
    private boolean direct;

    ReplyChannel(FrameSession session) {
        this.session = session;
    }

    /** Returns the reply that has come so far, {@code null} if there is none; later ones are sent when they come. */
    synchronized @Nullable Object take() {
        Object reply = first;
        first = null;
        direct = true;
        return reply;
    }

    @Override
    public boolean send(Message<?> message, long timeout) {
        try {
            put(message.getPayload());
            return true;
        } catch (IOException e) {
            throw new MessageDeliveryException(message, "a reply could not be sent to connection " + session.id(), e);
        }
    }

    private synchronized void put(Object reply) throws IOException {
        if (direct) {
            session.send(reply);
        } else if (first == null) {
            first = reply;
        } else {
            // Of several replies none may overtake the first.
            direct = true;
            session.send(first);
            first = null;
            session.send(reply);
        }
    }
}
