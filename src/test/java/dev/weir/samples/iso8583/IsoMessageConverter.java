package dev.weir.samples.iso8583;

import com.solab.iso8583.IsoMessage;
import com.solab.iso8583.MessageFactory;
import dev.weir.frame.FrameConverter;
import java.io.UnsupportedEncodingException;
import java.nio.ByteBuffer;
import java.text.ParseException;

/** Converts payloads to messages by the fields of a factory, and back. */
final class IsoMessageConverter implements FrameConverter<IsoMessage> {

    private final MessageFactory<IsoMessage> messages;

    IsoMessageConverter(MessageFactory<IsoMessage> messages) {
        this.messages = messages;
    }

    @Override
    public IsoMessage read(ByteBuffer payload) throws ParseException {
        byte[] bytes = new byte[payload.remaining()];
        payload.get(bytes);
        try {
            return messages.parseMessage(bytes, 0);
        } catch (ParseException | UnsupportedEncodingException | RuntimeException _) {
            // Without the cause, which may quote the message and so a card's number.
            throw new ParseException("a message cannot be parsed", 0);
        }
    }

    @Override
    public ByteBuffer write(IsoMessage value) {
        return ByteBuffer.wrap(value.writeData());
    }
}
