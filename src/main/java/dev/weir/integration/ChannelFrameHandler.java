package dev.weir.integration;

import dev.weir.frame.FrameHandler;
import dev.weir.frame.FrameSession;
import org.jspecify.annotations.Nullable;
import org.springframework.messaging.Message;
import org.springframework.messaging.MessageChannel;
import org.springframework.messaging.MessageDeliveryException;
import org.springframework.messaging.support.MessageBuilder;

/**
 * Sends each frame as a message to a channel, with the headers that Spring Integration's TCP adapters set, such as {@code
 * ip_connectionId}.
 *
 * <p>The message's reply channel leads back to the connection. A reply that comes while the channel handles the message is the
 * reply to the frame; a later one is sent when it comes, on the thread that sends it, and must come before the connection ends.
 * Nothing waits for replies, so one-way flows need none. Any type that a {@link FrameHandler} may reply with can be the payload.
 *
 * <p>An exception that the channel throws is passed to {@link #onError}, and ends the connection by default. Exceptions on other
 * threads go to Spring Integration's error channel and have no effect on the connection.
 */
public final class ChannelFrameHandler implements FrameHandler<byte[], Object> {

    private final MessageChannel channel;
    private final String listener;

    /** @param listener the listener's name, which connection ids begin with */
    public ChannelFrameHandler(MessageChannel channel, String listener) {
        this.channel = channel;
        this.listener = listener;
    }

    @Override
    public @Nullable Object handle(byte[] frame, FrameSession session) throws Exception {
        var replies = new ReplyChannel(session);
        Message<byte[]> message = MessageBuilder.withPayload(frame)
                .copyHeaders(ConnectionHeaders.of(listener, session))
                .setReplyChannel(replies)
                .build();
        if (!channel.send(message)) {
            throw new MessageDeliveryException(message, "the channel did not take the message of a frame");
        }
        Object reply = replies.take();
        if (reply instanceof Exception e) {
            throw e;
        }
        return reply;
    }
}
